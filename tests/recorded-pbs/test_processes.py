"""The model's jobs are processes: what is recorded of their lives holds for them."""
import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

TOOL = pathlib.Path(__file__).with_name("recorded-pbs")
PATIENCE = 60 * float(os.environ.get("VMPILOT_PATIENCE", "1"))


class Processes(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="recorded-pbs-")
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name, "server")
        self.tool("make", "kill_delay=1")
        self.tool("start")
        self.addCleanup(self.tool, "remove")

    def tool(self, verb, *words):
        subprocess.run([TOOL, verb, self.folder, *words], check=True)

    def call(self, program, *words, user=None):
        environment = os.environ | ({"RECORDED_PBS_USER": user} if user else {})
        return subprocess.run([self.folder / "bin" / program, *words], capture_output=True, text=True, env=environment, check=False)

    def submit(self, *command):
        return self.call("qsub", "-o", "localhost:/dev/null", "-j", "oe", "--", *command).stdout.strip()

    def job(self, number):
        return json.loads(self.call("qstat", "-x", "-f", "-F", "json", number).stdout)["Jobs"][number]

    def until(self, number, state):
        end = time.monotonic() + PATIENCE
        while self.job(number)["job_state"] != state:
            self.assertLess(time.monotonic(), end, f"{number} is not {state}: {self.job(number)}")
            time.sleep(0.02)
        return self.job(number)

    def test_exit_status_is_as_recorded(self):
        jobs = {self.submit("/bin/sh", "-c", "exit 3"): 3, self.submit("/bin/sh", "-c", "kill -9 $$"): 265, self.submit("/nosuchprogram"): 254}
        for number, status in jobs.items():
            self.assertEqual(self.until(number, "F")["Exit_status"], status)

    def test_who_remains_of_a_session_after_term_has_until_kill_delay_is_over(self):
        number = self.submit("/bin/sh", "-c", "(trap '' TERM; sleep 600) & wait")
        self.until(number, "R")
        began = time.monotonic()
        self.assertEqual(self.call("qdel", number).returncode, 0)
        self.assertEqual(self.until(number, "F")["Exit_status"], 271)
        self.assertGreaterEqual(time.monotonic() - began, 0.9)

    def test_a_node_that_fails_ends_what_may_not_be_rerun_and_starts_the_rest_again(self):
        once = self.call("qsub", "-r", "n", "-o", "localhost:/dev/null", "-j", "oe", "--", "/bin/sleep", "600").stdout.strip()
        again = self.submit("/bin/sleep", "600")
        self.until(once, "R")
        node = self.until(again, "R")["exec_host"].split("/")[0]
        self.tool("model", "node-down", node)
        states = {self.job(once)["job_state"]: self.job(once).get("Exit_status")} | {self.until(again, "R")["job_state"]: None}
        self.assertIn(("F", -20), states.items())
        self.assertEqual(self.job(again)["run_count"], 2)

    def test_nobody_but_owner_and_manager_changes_a_job(self):
        number = self.submit("/bin/sleep", "600")
        refused = self.call("qdel", number, user="other")
        self.assertEqual((refused.returncode, refused.stderr), (159, f"qdel: Unauthorized Request  {number}\n"))


    def test_an_output_without_a_host_is_copied_for_as_long_as_scp_is_tried_and_the_node_is_held(self):
        """Seen on a real server with moms that have no passwordless scp: 95 s."""
        number = self.call("qsub", "-o", "/dev/null", "-j", "oe", "--", "/bin/true").stdout.strip()
        job = self.until(number, "E")
        self.assertEqual(job["Output_Path"], "pbslab:/dev/null")
        self.call("model", "set", "copy_tries", "0")
        self.assertEqual(self.until(number, "F")["Stageout_status"], 0)

    def test_of_several_operands_the_json_has_the_first_alone(self):
        numbers = [self.submit("/bin/sleep", "600"), self.submit("/bin/sleep", "600")]
        self.assertEqual(list(json.loads(self.call("qstat", "-f", "-F", "json", *numbers).stdout)["Jobs"]), numbers[:1])
        self.assertEqual(self.call("qstat", "-f", "-w", *numbers).stdout.count("Job Id: "), 2)
        self.assertEqual(list(json.loads(self.call("qstat", "-f", "-F", "json", "99999", numbers[1]).stdout)["Jobs"]), numbers[1:])

    def test_a_hold_is_the_arrays_and_its_tasks_are_shown_as_queued(self):
        array = self.call("qsub", "-h", "-J", "1-2", "-o", "localhost:/dev/null", "-j", "oe", "--", "/bin/sleep", "600").stdout.strip()
        task = array.replace("[]", "[1]")
        jobs = json.loads(self.call("qstat", "-t", "-f", "-F", "json", array).stdout)["Jobs"]
        self.assertEqual([(job["job_state"], job["Hold_Types"]) for job in jobs.values()], [("H", "u"), ("Q", "u"), ("Q", "u")])
        for program in ("qhold", "qrls"):
            refused = self.call(program, task)
            self.assertEqual((refused.returncode, refused.stderr), (156, f"{program}: Invalid request {task}\n"))
        self.assertEqual(self.call("qrls", array).returncode, 0)
        self.until_task(array, task, "R")

    def until_task(self, array, task, state):
        end = time.monotonic() + PATIENCE
        while json.loads(self.call("qstat", "-t", "-f", "-F", "json", array).stdout)["Jobs"][task]["job_state"] != state:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)

    # ---- jobs over several nodes (recorded on a second real server) ----

    PROBE = """for signal in TERM USR1; do trap "echo $signal >>$0.$PBS_NODENUM" $signal; done
               echo up >>$0.$PBS_NODENUM; while [ ! -e $0.go ]; do sleep 0.05; done"""

    def gang(self, *options, command=None):
        """A job of two nodes whose top process ignores what it hears; its id, and the file before whose names its tasks write."""
        probe = pathlib.Path(self.scratch.name, "probe")
        probe.write_text(self.PROBE)
        command = command or f"trap : TERM USR1; setsid {self.folder}/bin/pbsdsh -- /bin/bash {probe} & while ! wait; do :; done; while [ ! -e {probe}.end ]; do sleep 0.05; done"
        number = self.call("qsub", "-r", "n", *options, "-l", "select=2:xen=true", "-l", "place=scatter:excl", "-o", "localhost:/dev/null", "-j", "oe", "--",
                           "/bin/bash", "-c", command).stdout.strip()
        self.until(number, "R")
        return number, probe

    def heard(self, probe, node, words):
        end = time.monotonic() + PATIENCE
        file = pathlib.Path(f"{probe}.{node}")
        while not file.exists() or file.read_text().split() != words:
            self.assertLess(time.monotonic(), end, f"{node}: {file.exists() and file.read_text()}, not {words}")
            time.sleep(0.02)

    def test_a_gang_has_all_of_its_nodes_or_waits(self):
        holder = self.submit("/bin/sleep", "600")
        self.until(holder, "R")
        number = self.call("qsub", "-l", "select=2:xen=true", "-l", "place=scatter:excl", "-o", "localhost:/dev/null", "-j", "oe", "--", "/bin/true").stdout.strip()
        self.assertEqual(self.job(number)["job_state"], "Q")
        self.call("qdel", holder)
        self.assertEqual(self.until(number, "F")["exec_host"], "node01/0+node02/0")

    def test_a_signal_comes_to_the_first_nodes_tasks_alone_and_a_suspension_to_all(self):
        number, probe = self.gang("-W", "no_stdio_sockets=true")
        for node in (0, 1):
            self.heard(probe, node, ["up"])
        self.assertEqual(self.call("qsig", "-s", "USR1", number).returncode, 0)
        self.heard(probe, 0, ["up", "USR1"])
        self.heard(probe, 1, ["up"])
        self.call("qsig", "-s", "suspend", number, user="root")
        states = {pathlib.Path(f"/proc/{pid.read_text()}/stat").read_text().rsplit(")", 1)[1].split()[0] for pid in self.folder.glob("mom/*/tasks/*/pid")}
        self.assertEqual(states, {"T"})
        self.call("qsig", "-s", "resume", number, user="root")

    def test_a_node_that_is_released_is_killed_there_and_free_and_pbsdsh_hears_nothing_any_more(self):
        number, probe = self.gang("-W", "no_stdio_sockets=true", command=f"{self.folder}/bin/pbsdsh -- /bin/bash {self.scratch.name}/probe; echo over >{self.scratch.name}/probe.2; sleep 600")
        for node in (0, 1):
            self.heard(probe, node, ["up"])
        for wrong, words in (("node01", "Can't free 'node01' since it's on a primary execution host"), ("NODE02", "Server returned error 15010 for job")):
            refused = self.call("pbs_release_nodes", "-j", number, wrong)
            self.assertEqual((refused.returncode, refused.stderr), (162, f"pbs_release_nodes: {words}\n"))
        self.assertEqual(self.call("pbs_release_nodes", "-j", number, "node02").returncode, 0)
        self.assertEqual((self.job(number)["exec_host"], self.job(number)["job_state"]), ("node01/0", "R"))
        self.until(self.call("qsub", "-l", "select=1:xen=true", "-l", "place=excl", "-o", "localhost:/dev/null", "-j", "oe", "--", "/bin/true").stdout.strip(), "F")
        pathlib.Path(f"{probe}.go").touch()
        end = time.monotonic() + PATIENCE
        while not all((run / "end").exists() for run in self.folder.glob(f"mom/{number}.1/tasks/*")):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
        self.assertFalse(pathlib.Path(f"{probe}.2").exists())
        self.call("qdel", number)
        refused = self.until(number, "F") and self.call("pbs_release_nodes", "-j", number, "node02")
        self.assertEqual((refused.returncode, refused.stderr), (35, "pbs_release_nodes: Job has finished\n"))

    def test_pbsdsh_gives_a_term_to_each_of_its_tasks_and_ends_without_them(self):
        probe = f"{self.scratch.name}/probe"
        number, probe = self.gang("-W", "no_stdio_sockets=true", command=f"{self.folder}/bin/pbsdsh -- /bin/bash {probe} & until [ -s {probe}.0 ] && [ -s {probe}.1 ]; do sleep 0.05; done; "
                                  f"kill $!; wait $!; echo $? >{probe}.2; sleep 600")
        for node, words in enumerate((["up", "TERM"], ["up", "TERM"], ["1"])):
            self.heard(probe, node, words)
        self.assertEqual(self.job(number)["job_state"], "R")

    def test_after_a_signal_no_task_starts_where_output_is_brought_together(self):
        """pbs_demux was of the top process's session."""
        again = f"{self.folder}/bin/pbsdsh -- /bin/true"
        for options, words in ((("-W", "no_stdio_sockets=true"), ""), ((), "error 15010 on spawn\n")):
            said = pathlib.Path(self.scratch.name, "said")
            said.unlink(missing_ok=True)
            number, _ = self.gang(*options, command=f"trap '{again} 2>{said}.new; mv {said}.new {said}; exit' USR1; touch {said}.trap; while :; do sleep 0.05; done")
            end = time.monotonic() + PATIENCE
            while not pathlib.Path(f"{said}.trap").exists():
                self.assertLess(time.monotonic(), end)
                time.sleep(0.02)
            self.call("qsig", "-s", "USR1", number)
            self.until(number, "F")
            self.assertEqual(said.read_text(), words)
            pathlib.Path(f"{said}.trap").unlink()

    def test_a_node_that_is_silent_ends_the_others_by_kill(self):
        for node, status in (("node02", -14), ("node01", -20)):
            number, probe = self.gang("-W", "no_stdio_sockets=true")
            for task in (0, 1):
                self.heard(probe, task, ["up"])
            self.tool("model", "node-down", node)
            self.assertEqual(self.until(number, "F")["Exit_status"], status)
            self.heard(probe, 0, ["up"])
            self.heard(probe, 1, ["up"])
            ended = [(run / "end").exists() for run in sorted(self.folder.glob(f"mom/{number}.1/tasks/*"), key=lambda run: (run / "node").read_text())]
            self.assertEqual(ended, [node == "node02", node == "node01"])
            self.tool("remove")
            self.tool("make", "kill_delay=1")
            self.tool("start")
            for file in pathlib.Path(self.scratch.name).glob("probe.*"):
                file.unlink()

    def test_a_script_that_a_signal_ended_says_128_and_its_number(self):
        script = subprocess.run([self.folder / "bin/qsub", "-o", "localhost:/dev/null", "-j", "oe"], input="kill -USR1 $$\n", capture_output=True, text=True,
                                check=True).stdout.strip()
        self.assertEqual(self.until(script, "F")["Exit_status"], 138)


if __name__ == "__main__":
    unittest.main()
