"""The last line of scripts/test is right: what it is made of."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parents[2] / "scripts/lib/test-report.py"
SUMMARY = """[INFO] Reactor Summary for vmpilot 0.1.0-SNAPSHOT:
[INFO]
[INFO] vmpilot: host ...................................... {host} [  2.000 s]
[INFO] vmpilot: a module whose name is so long that it leaves no room for dots {long} [ 1.0 s]
[INFO] vmpilot: guard ..................................... {guard}
[INFO] BUILD FAILURE
"""
REPORT = """<testsuite tests="4"><testcase classname="o.A" name="passes"/>
<testcase classname="o.A" name="fails"><failure message="expected 1">trace</failure></testcase>
<testcase classname="o.A" name="breaks"><error>trace of it</error></testcase>
<testcase classname="o.A" name="left"><skipped message="only root can give a file away"/></testcase></testsuite>"""


class Counts(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="test-report-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def report(self, *words):
        done = subprocess.run([sys.executable, str(TOOL), *map(str, words)], capture_output=True, text=True, check=True)
        return done.stdout.split(), done.stderr

    def maven(self, log):
        file = self.folder / "log"
        file.write_text(log)
        return self.report("maven", self.folder, file)

    def surefire(self, text):
        reports = self.folder / "host/target/surefire-reports"
        reports.mkdir(parents=True)
        (reports / "TEST-o.A.xml").write_text(text)
        (self.folder / "host/pom.xml").write_text('<project xmlns="http://maven.apache.org/POM/4.0.0"><name>vmpilot: host</name></project>')

    def test_tests_are_counted_and_failures_and_skips_are_named_with_their_reasons(self):
        self.surefire(REPORT)
        counts, words = self.maven(SUMMARY.format(host="FAILURE", long="SUCCESS", guard="SUCCESS [ 0.1 s]"))
        self.assertEqual(["1", "2", "1"], counts)
        for part in ("FAILED: o.A.fails: expected 1", "FAILED: o.A.breaks: trace of it", "skipped: o.A.left: only root can give a file away"):
            self.assertIn(part, words)

    def test_a_module_that_never_ran_counts_as_failed_and_is_named(self):
        self.surefire(REPORT)
        counts, words = self.maven(SUMMARY.format(host="FAILURE", long="SKIPPED", guard="SKIPPED"))
        self.assertEqual(["1", "4", "1"], counts)
        self.assertIn("NEVER RAN: vmpilot: guard", words)
        self.assertIn("NEVER RAN: vmpilot: a module whose name is so long that it leaves no room for dots", words)

    def test_a_module_that_broke_before_its_tests_counts_as_failed(self):
        self.surefire('<testsuite><testcase classname="o.A" name="passes"/></testsuite>')
        counts, words = self.maven("[ERROR] Failed to execute goal spotless on project long: format\n" + SUMMARY.format(host="SUCCESS [ 1 s]", long="FAILURE", guard="SUCCESS [ 1 s]"))
        self.assertEqual(["1", "1", "0"], counts)
        self.assertIn("Failed to execute goal spotless", words)

    def test_a_maven_that_never_came_to_its_summary_is_no_success(self):
        self.assertEqual(["0", "1", "0"], self.maven("[INFO] Scanning for projects...\nKilled\n")[0])

    def unittest(self, log):
        file = self.folder / "log"
        file.write_text(log)
        return self.report("unittest", file)

    def test_python_s_tests_are_counted_one_by_one(self):
        counts, words = self.unittest("test_a (m.C.test_a) ... skipped 'needs another user'\nFAIL: test_b (m.C.test_b)\n"
                                      "Ran 10 tests in 1.0s\n\nFAILED (failures=1, errors=2, skipped=1)\n")
        self.assertEqual(["6", "3", "1"], counts)
        self.assertIn("FAILED: test_b (m.C.test_b)", words)
        self.assertIn("skipped: m.C.test_a: needs another user", words)
        self.assertEqual(["10", "0", "0"], self.unittest("Ran 10 tests in 1.0s\n\nOK\n")[0])
        self.assertEqual(["9", "0", "1"], self.unittest("Ran 10 tests in 1.0s\n\nOK (skipped=1)\n")[0])
        self.assertEqual(["0", "1", "0"], self.unittest("Traceback (most recent call last):\nImportError: no\n")[0])


if __name__ == "__main__":
    unittest.main()
