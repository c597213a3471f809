"""conf/pbs/vmpilot_node.py under every Python that is here (PBS 18 and 19 embed 2.7), with a stand-in for PBS's module: it never raises, and an ordinary job is
never refused for what it does not know."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

HOOK = pathlib.Path(__file__).resolve().parents[2] / "conf/pbs/vmpilot_node.py"

PBS = textwrap.dedent("""
    import json, os
    LOG_WARNING, ND_OFFLINE, EXECJOB_PROLOGUE, EXECJOB_EPILOGUE, EXECJOB_BEGIN = 4, "offline", 1, 2, 3
    CASE = json.load(open(os.environ["CASE"]))
    did = {"log": [], "vnodes": {}, "end": None, "rerun": False}
    pbs_conf = {"PBS_EXEC": CASE["exec"]}
    def end(how):
        did["end"] = how
        with open(os.environ["CASE"] + ".did", "w") as file:
            json.dump(did, file)
        raise SystemExit(0)
    def logmsg(level, words): did["log"].append(words)
    def get_local_nodename(): return CASE["name"]
    class Vnode(object):
        def __init__(self, name):
            self.__dict__["name"] = name
        def __setattr__(self, key, value):
            if CASE.get("stubborn"): raise ValueError("not here")
            did["vnodes"].setdefault(self.name, {})[key] = value
    class Job(object):
        id = "12.server"
        def in_ms_mom(self):
            return CASE["first"]
        def rerun(self):
            did["rerun"] = True
    class Event(object):
        type = CASE["event"]
        job = Job()
        vnode_list = dict((name, Vnode(name)) for name in CASE["vnodes"])
        def accept(self): end("accept")
        def reject(self, words): end("reject")
    def event(): return Event()
""")


def pythons():
    """Those that can be had, by their versions: whatever is here, and what PYTHONS of the environment names."""
    found = {}
    for name in [sys.executable, *os.environ.get("PYTHONS", "").split(), "python2.7"]:
        path = shutil.which(name)
        if path:
            told = subprocess.run([path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], capture_output=True, text=True, check=False)
            if told.returncode == 0:
                found.setdefault(told.stdout.strip(), path)
    return found


class Hook(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vmpilot-hook-"))
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "pbs.py").write_text(PBS)
        (self.folder / "bin").mkdir()
        (self.folder / "node").mkdir()
        self.says("free")

    def says(self, state):
        """What pbsnodes answers; empty: the server cannot be asked."""
        text = f"echo n; echo '     state = {state}'" if state else "exit 1"
        self.program("bin/pbsnodes", text)

    def program(self, name, text):
        file = self.folder / name
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o755)

    def play(self, prolog=0, epilog=0, event=1, name="node01", vnodes=("node01",), **more):
        self.program("node/prolog", f"exit {prolog}")
        self.program("node/epilog", f"exit {epilog}")
        case = self.folder / "case"
        case.write_text(json.dumps({"event": event, "name": name, "vnodes": vnodes, "exec": str(self.folder), "first": "True", **more}))
        hook = self.folder / "hook.py"
        hook.write_text(HOOK.read_text().replace("/opt/vmpilot/node/", more.get("home", f"{self.folder}/node/"))
                        .replace('"/run/', f'"{self.folder}/run/').replace('"/var/lib/', f'"{self.folder}/lib/'))
        for version, python in pythons().items():
            ran = subprocess.run([python, hook], env={"CASE": str(case), "PYTHONPATH": str(self.folder), "PATH": "/usr/bin:/bin"}, capture_output=True,
                                 text=True, check=False)
            self.assertEqual(ran.returncode, 0, f"Python {version}: {ran.stderr}")
            yield version, json.loads((self.folder / "case.did").read_text())

    def test_an_ordinary_job_passes(self):
        for version, did in self.play():
            self.assertEqual((did["end"], did["rerun"], did["vnodes"], did["log"]), ("accept", False, {}, []), version)
        for version, did in self.play(event=2):
            self.assertEqual((did["end"], did["vnodes"], did["log"]), ("accept", {}, []), version)

    def test_a_node_that_is_not_clean_sends_the_job_back_and_is_drained(self):
        for version, did in self.play(prolog=1):
            self.assertEqual((did["end"], did["rerun"]), ("reject", True), version)
            self.assertEqual(did["vnodes"], {"node01": {"state": "offline", "comment": "vmpilot: the node is not clean"}}, version)
        for version, did in self.play(epilog=1, event=2):
            self.assertEqual(did["end"], "accept", version)
            self.assertEqual(did["vnodes"]["node01"]["state"], "offline", version)

    def test_of_a_job_over_several_nodes_the_others_are_looked_at_before_anything_has_started(self):
        """Their prologue runs beside the job that has started (recorded): a refusal there leaves its tasks behind, on nodes that PBS calls free."""
        cases = ((1, "True", True), (3, "True", False), (1, False, False), (3, False, True))
        for event, first, looks in cases:
            for version, did in self.play(prolog=1, event=event, first=first):
                self.assertEqual((did["end"], did["rerun"], bool(did["vnodes"])), ("reject" if looks else "accept", looks, looks), (version, event, first))
        for version, did in self.play(epilog=1, event=2, first=False):
            self.assertEqual((did["end"], did["vnodes"]["node01"]["state"]), ("accept", "offline"), version)

    def test_an_administrators_words_stay(self):
        self.says("offline,job-exclusive")
        for version, did in self.play(epilog=1, event=2):
            self.assertEqual(did["vnodes"], {}, version)
        self.says("")
        for version, did in self.play(epilog=1, event=2):
            self.assertEqual(did["vnodes"], {"node01": {"state": "offline"}}, version)

    def test_names_may_be_spelt_otherwise(self):
        for vnodes in (["node01.cluster.local", "node02.cluster.local"], ["Node01"], ["node01[0]", "node01[1]"], ["whatever"]):
            for version, did in self.play(prolog=1, vnodes=vnodes):
                self.assertEqual((did["end"], did["rerun"]), ("reject", True), version)
                self.assertTrue(did["vnodes"] and set(did["vnodes"]) <= set(vnodes), (version, did))
                self.assertNotIn("node02.cluster.local", did["vnodes"], version)

    def test_what_it_does_not_know_costs_no_job_and_no_refusal(self):
        for version, did in self.play(prolog=1, vnodes=[]):
            self.assertEqual((did["end"], did["rerun"]), ("reject", True), version)
        for version, did in self.play(prolog=1, stubborn=True):
            self.assertEqual((did["end"], did["rerun"]), ("reject", True), version)
        for version, did in self.play(event=2, epilog=1, stubborn=True):
            self.assertEqual(did["end"], "accept", version)
        for version, did in self.play(event=99):
            self.assertEqual(did["end"], "accept", version)
        for version, did in self.play(home="/no/such/folder/"):
            self.assertEqual((did["end"], did["log"]), ("accept", []), version)

    def test_programs_that_are_not_there_say_nothing_of_a_node_that_had_a_pilot(self):
        for trace in ("run/vmpilot/slots/vabcdefga1.1", "lib/vmpilot/open/vabcdefga1.1", "lib/vmpilot/marks/vabcdefga1.1.barred"):
            file = self.folder / trace
            file.parent.mkdir(parents=True)
            for version, did in self.play(home="/no/such/folder/"):
                self.assertEqual((did["end"], did["log"]), ("accept", []), (version, trace))
            file.touch()
            for version, did in self.play(home="/no/such/folder/"):
                self.assertEqual((did["end"], did["rerun"]), ("reject", True), (version, trace))
            for version, did in self.play(event=2, home="/no/such/folder/"):
                self.assertEqual(did["vnodes"]["node01"]["state"], "offline", (version, trace))
            file.unlink()
        (self.folder / "lib/vmpilot/marks/admin@host.frozen").touch()
        for version, did in self.play(home="/no/such/folder/"):
            self.assertEqual(did["end"], "accept", version)

    def test_a_folder_that_cannot_be_read_is_not_clean(self):
        (self.folder / "run/vmpilot").mkdir(parents=True)
        (self.folder / "run/vmpilot/slots").touch()
        for version, did in self.play(home="/no/such/folder/"):
            self.assertEqual((did["end"], did["rerun"]), ("reject", True), version)

    def test_it_is_in_the_language_that_python_2_and_3_share(self):
        """Also where no Python 2.7 is here: none of what came later."""
        text = HOOK.read_text()
        for word in ("DEVNULL", "timeout=", "SubprocessError", "nonlocal", "async ", "print(", "f\"", "f'", "capture_output", ":=", "-> "):
            self.assertNotIn(word, text)


if __name__ == "__main__":
    unittest.main()
