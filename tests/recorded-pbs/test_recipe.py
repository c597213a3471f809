"""conf/pbs/recipe.sh and remove.sh against the model: each may be run twice, and the one takes back what the other has done."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
CONF = HERE.parents[1] / "conf/pbs"


class Recipe(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="recorded-pbs-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name, "server")
        self.tool("make", "pretend=true")
        self.tool("start")
        self.addCleanup(self.tool, "remove")
        self.environment = {"PATH": f"{self.folder}/bin:/usr/bin:/bin", "VMPILOT_NODES": "node01 node02", "VMPILOT_PROPERTY": "vm"}

    def tool(self, verb, *words):
        subprocess.run([HERE / "recorded-pbs", verb, self.folder, *words], check=True)

    def run_script(self, name, status=0, **more):
        ran = subprocess.run(["sh", CONF / name], env=self.environment | more, capture_output=True, text=True, check=False)
        self.assertEqual(ran.returncode, status, ran.stdout + ran.stderr)
        return ran.stdout + ran.stderr

    def server(self):
        return json.loads(subprocess.run([self.folder / "bin/model", "show"], capture_output=True, text=True, check=True).stdout)

    def test_it_may_be_run_again_and_taken_back_again(self):
        before = self.server()
        self.run_script("recipe.sh")
        made = self.server()
        self.assertEqual(made["lists"], {"operators": ["vmpilot@*"], "managers": ["vmpilot@*"]})
        self.assertEqual(made["queues"]["vmpilot"], {"enabled": True, "started": True, "kill_delay": 60})
        self.assertIn("vm", made["nodes"]["node01"])
        self.assertIn("imported", made["hooks"]["vmpilot"])
        self.assertEqual(made["memory"]["node01"], 24684100)
        self.run_script("recipe.sh")
        self.assertEqual(self.server(), made)
        self.run_script("remove.sh")
        self.assertEqual(self.server(), before | {"lists": {"operators": [], "managers": []}})
        self.run_script("remove.sh")
        self.assertEqual(self.server(), before | {"lists": {"operators": [], "managers": []}})

    def test_a_mom_that_is_started_again_beside_guests_makes_no_node_small(self):
        self.run_script("recipe.sh")
        subprocess.run([self.folder / "bin/model", "mom-tells", "node01", "1048576"], check=True)
        shown = subprocess.run([self.folder / "bin/pbsnodes", "-v", "node01", "-F", "json"], capture_output=True, text=True, check=True).stdout
        self.assertIn('"mem":\t"24684100kb"', shown)
        self.run_script("recipe.sh", VMPILOT_MEMORY="33554432")
        self.assertEqual(self.server()["memory"], {"node01": 33554432, "node02": 33554432} | {name: 0 for name in self.server()["memory"] if name not in ("node01", "node02")})

    def test_a_queue_with_jobs_stays_closed(self):
        self.run_script("recipe.sh")
        subprocess.run([self.folder / "bin/qsub", "-q", "vmpilot", "--", "/bin/sleep", "600"], check=True, capture_output=True)
        words = self.run_script("remove.sh", status=1)
        self.assertIn("stays, closed", words)
        self.assertFalse(self.server()["queues"]["vmpilot"]["enabled"])

    def test_a_hook_that_is_not_there_changes_nothing(self):
        before = self.server()
        words = self.run_script("recipe.sh", status=1, VMPILOT_HOOK="/no/such/file.py")
        self.assertIn("Nothing was changed", words)
        self.assertEqual(self.server(), before)

    def test_somebody_who_is_no_manager_is_refused_and_told(self):
        words = self.run_script("recipe.sh", status=159, RECORDED_PBS_USER="nobody")
        self.assertIn("Unauthorized Request", words)

    def test_hooks_are_roots_alone(self):
        """A manager is refused (seen on a real server)."""
        self.run_script("recipe.sh")
        for user, status in (("root", 0), ("vmpilot", 159)):
            asked = subprocess.run([self.folder / "bin/qmgr", "-c", "list hook"], env=os.environ | {"RECORDED_PBS_USER": user}, capture_output=True, check=False)
            self.assertEqual(asked.returncode, status, user)


if __name__ == "__main__":
    unittest.main()
