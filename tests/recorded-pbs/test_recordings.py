"""The model against every recording of a real OpenPBS 23.06.06: the same requests in the same order have the same answers and exit codes.

Dates, amounts and process ids differ, of course, and so may the node that the scheduler picked. What the model does not know is named
below; it is nothing that the adapter asks.
"""
import pathlib
import re
import shlex
import unittest

from rpbs import programs, texts
from rpbs.job import Job
from rpbs.server import Node, Server

RECORDINGS = pathlib.Path(__file__).parent / "recordings"
BLOCK = re.compile(r"^### \[(\w+)\] \$ (.*?) ?$")

NOT_MODELLED = (
    r"qstat (-a|-s|-n -1 0|-f -F dsv 0)$", r"qselect", r"qterm", r"qalter", r"qrerun", r"bash",
    r"pbsnodes (-a|-aS|-v xen01|xen0\d)$", r"qmgr -c list\\ (node|sched)", r"qsig .*admin-", r"qmgr -c list\\ server",
)


class Block:
    def __init__(self, user, line):
        self.user, self.line = user, line
        self.words = shlex.split(line)
        self.output, self.errors, self.code = "", "", 0

    @property
    def modelled(self):
        return not any(re.match(pattern, self.line) for pattern in NOT_MODELLED)


def blocks(name):
    """The requests of a recording, in order."""
    found, part = [], None
    for line in (RECORDINGS / name).read_text(errors="surrogateescape").split("\n"):
        head = BLOCK.match(line)
        if head:
            found.append(Block(*head.groups()))
            part = "wait"
        elif part and line.startswith("--rc="):
            found[-1].code = int(line[5:].split()[0])
            part = None
        elif part and line.startswith("--stdout ("):
            part = "output"
        elif part and line.startswith("--stderr ("):
            part = "errors"
        elif part in ("output", "errors"):
            setattr(found[-1], part, getattr(found[-1], part) + line + "\n")
    return found


def alike(text):
    """Without what must differ."""
    text = re.sub(r"\t\t\t\"resources_used\":\t\{\n(\t{4}.*\n)*\t\t\t\},\n", "", text)
    text = re.sub(r" {4}(resources_used\..*|session_id|jobdir|last_used_time) = .*\n", "", text.replace("\n\t", "") if "Job Id: " in text else text)
    text = re.sub(r".*\"(session_id|last_used_time|jobdir|schedselect)\".*\n", "", text)
    text = re.sub(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d+ [\d:]{8} 2026", "DATE", text)
    text = re.sub(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d+ at \d\d:\d\d", "DATE", text)
    text = re.sub(r"(\"(timestamp|history_timestamp|last_state_change_time|total_jobs|state_count|run_count)\":\t).*?(,?)\n", r"\1N\3\n", text)
    text = re.sub(r"\bxen0\d/\d", "xenNN/N", text)
    text = re.sub(r"\(xen0\d:", "(xenNN:", text)
    text = re.sub(r"(pbsuser|nobody|root) +(00:00:00|0) ([A-Z]) ", r"\1 T \3 ", text)
    return re.sub(r",\n(\t*\})", r"\n\1", text)


class Still:
    """Moms in which nothing happens by itself."""

    def __init__(self):
        self.ends = {}
        self.sent = []

    def start(self, job, kill_delay):
        self.ends.pop(job.id, None)

    def signal(self, job, name, everywhere=False, but=None):
        self.sent.append((job.id, name))

    def ended(self, job):
        return self.ends.get(job.id)

    def others(self, job):
        return False

    def clean(self, job, but=None):
        pass


class Recorded(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.now = 1795189853.0
        self.moms = Still()
        nodes = [Node("xen01"), Node("xen02"), Node("xen03", properties=())]
        self.server = Server(lambda: self.now, self.moms, nodes)
        self.server.queues["vmm"]["Priority"] = 100
        self.server.queues["express"]["Priority"] = 200
        self.played = 0

    def call(self, user, *words):
        environment = {"HOME": "/root" if user == "root" else f"/lab/pbs/home-{user}", "LANG": "C.UTF-8",
                       "PATH": "/lab/pbs/prefix/pbs/bin:/lab/pbs/prefix/pbs/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
        folder = "/lab/pbs/home-pbsuser"
        if user == "vmjob":  # of the second lab
            environment |= {"HOME": "/var/lib/vmjob", "PATH": "/opt/pbs/bin:/usr/local/bin:/usr/bin:/bin"}
            folder = "/"
        self.now += 1
        try:
            return programs.run(self.server, words[0], words[1:], user, "", environment, folder)
        except programs.Hang:
            return None

    def play(self, name, before=None, skip=()):
        """Asks what was asked, with what else happened meanwhile, and compares."""
        for number, block in enumerate(blocks(name)):
            if before and number in before:
                before[number]()
            if not block.modelled or number in skip:
                continue
            with self.subTest(f"{name}, request {number}: {block.line}"):
                answer = self.call(block.user, *block.words)
                self.assertIsNotNone(answer, "it hangs")
                output, errors, code = answer
                self.assertEqual(alike(output), alike(block.output))
                self.assertEqual(errors.strip(), block.errors.strip())
                self.assertEqual(code, block.code)
                self.played += 1

    def end(self, number, status):
        self.moms.ends[f"{number}.pbslab"] = status
        self.server.tick()

    def submit(self, *words, user="pbsuser", number=None):
        if number is not None:
            self.server.next = number
        self.assertEqual(self.call(user, "qsub", *words)[2], 0)

    def pilot(self, number, run, walltime="600"):
        self.submit("-N", "pilot", "-q", "vmm", "-l", "select=1:xen=true", "-l", "place=excl", "-l", f"walltime={walltime}", "-j", "oe", "-o",
                    "/dev/null", "--", "/lab/pbs/job.sh", f"/lab/pbs/runs/{run}", number=number)

    # ---- qsub, then qstat and pbsnodes of the jobs that it left ----

    def submits(self):
        self.play("01-qsub.txt")
        express = self.server.queues["express"]
        lines = [block.line for block in blocks("02-qsub-failures.txt")]
        first = next(i for i, line in enumerate(lines) if line.startswith("qsub -q express"))
        elsewhere = {i for i, line in enumerate(lines) if line == "qsub -- /bin/sleep 1"}
        self.play("02-qsub-failures.txt", {
            first: lambda: express.update(enabled=False),
            first + 1: lambda: express.update(enabled=True, max_walltime=60),
            first + 2: lambda: None,
            first + 3: lambda: express.update(max_walltime=None, max_queued=1),
        }, skip=elsewhere)
        for number, status in ((5, 0), (6, 0), (9, 254), (11, 0), (12, 0), (16, 0)):
            self.end(number, status)
        depending = self.server.jobs["10.pbslab"]
        depending.nodes, depending.started, depending.comment, depending.runs, depending.hold = [], 0, "", 0, "s"
        self.server.finish(depending, None, 92)
        exiting = self.server.jobs["13.pbslab"]
        exiting.state, exiting.substate, exiting.status, exiting.nodes, exiting.places = "E", 51, -2, ["xen02"], [0]

    def test_submits(self):
        self.submits()
        self.assertEqual(self.played, 25)

    def test_queries(self):
        self.submits()
        express = self.server.jobs["16.pbslab"]
        express.resources["walltime"] = "00:01:00"
        lines = [block.line for block in blocks("03-qstat.txt")]
        elsewhere = {i for i, line in enumerate(lines) if line == "qstat 0"}
        self.played = 0
        self.play("03-qstat.txt", skip=elsewhere | {i for i, line in enumerate(lines) if line.startswith(("qstat -B", "qstat -Q -f"))})
        self.assertEqual(self.played, 14)

    def test_server_and_queues_have_the_recorded_members(self):
        self.submits()
        for block in blocks("03-qstat.txt"):
            if block.line in ("qstat -B -f -F json", "qstat -Q -f -F json"):
                output = self.call("pbsuser", *block.words)[0]
                members = [set(re.findall(r'"(\w+)":', text)) for text in (output, block.output)]
                self.assertEqual(members[0], members[1])

    def test_nodes(self):
        self.submits()
        self.played = 0
        self.play("04-pbsnodes.txt")
        self.assertEqual(self.played, 16)

    # ---- what changes jobs ----

    def test_deletion(self):
        self.pilot(0, "pbs-first", "00:10:00")
        lines = [block.line for block in blocks("10-qdel.txt")]

        def at(line, nth=0):
            return [i for i, one in enumerate(lines) if one == line][nth]

        def ended():
            self.now += 10
            self.server.tick()
            self.assertIn(("0.pbslab", "KILL"), self.moms.sent)
            self.end(0, 265)

        def force():
            self.end(18, 7)
            self.end(19, 271)
            self.pilot(20, "pbs-qdel-force")

        def forced():
            self.end(20, 265)

        def others():
            self.pilot(21, "pbs-qdel-other")

        def waiting():
            self.submit("-q", "vmm", "-h", "--", "/bin/sleep", "1", number=25)

        def never():
            self.pilot(26, "pbs-qdel-killdelay20")

        def impossible():
            for number in (2, 3, 8):
                self.submit("-q", "vmm", "-l", "select=1:ncpus=99", "--", "/bin/sleep", "1", number=number)

        self.play("10-qdel.txt", {
            at("qstat 0.pbslab", 1): ended,
            at("qdel 18.pbslab"): lambda: self.pilot(18, "pbs-qdel-exit"),
            at("qdel 19.pbslab"): lambda: self.pilot(19, "pbs-qdel-shell"),
            at("qdel -W force 20.pbslab"): force,
            at("qstat -x -f -F json 20.pbslab"): forced,
            at("qdel 21.pbslab"): others,
            at("qstat -f -F json 25.pbslab"): waiting,
            at("qdel 26.pbslab"): never,
            at("qdel 2 3 8"): impossible,
        }, skip={at("qstat 20.pbslab"), at("qdel -W suppress_email=-1 22.pbslab"), at("qdel 19.pbslab"), at("qdel 26.pbslab")})
        self.assertEqual(self.played, 21)

    def test_a_qdel_with_a_negative_suppress_email_hangs(self):
        self.pilot(22, "pbs-qdel-wait")
        self.assertIsNone(self.call("pbsuser", "qdel", "-W", "suppress_email=-1", "22.pbslab"))

    def test_signals(self):
        self.pilot(28, "pbs-qsig")
        lines = [block.line for block in blocks("11-qsig.txt")]
        self.play("11-qsig.txt", {lines.index("qsig -s KILL 32.pbslab"): lambda: self.pilot(32, "pbs-qsig-kill")},
                  skip={i for i, line in enumerate(lines) if line.startswith("pbsnodes")} | {lines.index("qsig -s KILL 32.pbslab")})
        self.assertEqual(self.played, 21)

    def test_holds(self):
        self.submit("-q", "vmm", "-h", "--", "/bin/sleep", "1", number=33)
        lines = [block.line for block in blocks("12-hold.txt")]

        def rerun():
            job = self.server.jobs["34.pbslab"]
            self.server.rerun(job)
            job.state, job.substate, job.hold, job.started = "H", 20, "u", job.created
            job.comment, job.ended = "Job held by pbsuser on " + texts.moment(self.now), self.now

        self.play("12-hold.txt", {
            lines.index("qhold 33.pbslab"): lambda: self.end(33, 0),
            lines.index("qhold 34.pbslab"): lambda: self.pilot(34, "pbs-hold"),
            lines.index("qrerun 34.pbslab") + 1: lambda: None,
            lines.index("qstat -f -F json 34.pbslab"): rerun,
        }, skip={lines.index("qstat -f -F json 34.pbslab")})
        self.assertEqual(self.played, 11)

    def test_gangs(self):
        self.server.next = 30
        lines = [block.line for block in blocks("30-gang.txt")]
        shown = lines.index("qstat -x -f -F json 30")
        self.play("30-gang.txt", {
            shown: lambda: self.end(30, 0),
            shown + 1: lambda: self.assertEqual(self.moms.sent[-1], ("30.pbslab", "TERM")),
            lines.index("qdel -W force 31") + 1: lambda: self.end(31, 265),
        }, skip={lines.index("pbsnodes xen01 xen02 -F json")})  # other hosts' memory, and asked by whom nobody tells ports
        self.assertEqual(self.played, 11)

    def test_history_that_is_off(self):
        self.play("23-history.txt")
        self.assertEqual(self.played, 6)

    # ---- what is no model but texts ----

    def test_texts_of_a_server_that_is_down(self):
        checked = 0
        for block in blocks("22-server-down.txt"):
            words = block.words
            if words[0] == "bash":
                program = words[2].split()[0]
                errors, code = texts.DOWN[program]
                self.assertEqual((errors.format(server="pbslab").strip(), code), (block.errors.strip(), block.code), block.line)
                checked += 1
        self.assertEqual(checked, 10)

    def test_values_of_an_environment_are_retyped_as_recorded(self):
        recorded = {"1": "1", "a b": '"a b"', "x,y": '"x,y"', "0123": "123", "1.5": "1.5", "+7": '"+7"', "żółw": '"żółw"', "nan": '"nan"',
                    "inf": '"inf"', "0x1F": '"0x1F"', "true": "true", "l1\nl2": '"l1\\nl2"', "a\tb\x01c": '"a\\tb\\u0001c"',
                    "12345678901234567890": "1.2345678901234567e+19"}
        text = (RECORDINGS / "05-json-validity.txt").read_text(errors="surrogateescape")
        for given, shown in recorded.items():
            self.assertEqual(texts.variable(given), shown)
            self.assertIn(shown, text)


if __name__ == "__main__":
    unittest.main()
