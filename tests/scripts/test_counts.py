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

    def test_a_jvm_that_ended_amid_failed_tests_counts_beside_them(self):
        self.surefire('<testsuite><testcase classname="o.A" name="fails"><failure message="no"/></testcase></testsuite>')
        summary = SUMMARY.format(host="FAILURE", long="SUCCESS", guard="SUCCESS [ 1 s]")
        own = "[ERROR] Failed to execute goal o:surefire:3.5.4:test (default-test) on project host: {}\n[ERROR]\n[ERROR] {} -> [Help 1]\n"
        counts, words = self.maven(summary + own.format("", "The forked VM terminated without properly saying goodbye."))
        self.assertEqual(["0", "2", "0"], counts)
        self.assertIn("The forked VM terminated", words)
        self.assertEqual(["0", "1", "0"], self.maven(summary + own.format("There are test failures.", "See the reports"))[0])

    def test_a_report_that_is_cut_or_counts_more_than_it_names_counts_as_failed_and_the_others_are_still_counted(self):
        good = SUMMARY.format(host="SUCCESS", long="SUCCESS", guard="SUCCESS [ 1 s]").replace("FAILURE\n", "SUCCESS\n")
        self.surefire('<testsuite name="o.A" errors="1"><testcase classname="o.A" name="passes"/></testsuite>')
        self.assertEqual(["1", "1", "0"], self.maven(good)[0])
        for cut in ("", '<testsuite><testcase classname="o.A" name="passes"/>'):
            (self.folder / "host/target/surefire-reports/TEST-o.B.xml").write_text(cut)
            counts, words = self.maven(good)
            self.assertEqual(["1", "2", "0"], counts)
            self.assertIn("TEST-o.B.xml", words)

    def test_tests_that_the_log_counts_and_no_report_has_are_failed(self):
        good = SUMMARY.format(host="SUCCESS", long="SUCCESS", guard="SUCCESS [ 1 s]").replace("FAILURE\n", "SUCCESS\n")
        self.surefire('<testsuite><testcase classname="o.A" name="passes"/></testsuite>')
        run = "[INFO] Tests run: {}, Failures: 0, Errors: 0, Skipped: 0{}\n"
        self.assertEqual(["1", "0", "0"], self.maven(run.format(1, ", Time elapsed: 1 s -- in o.A") + run.format(1, "") + good)[0])
        self.assertEqual(["1", "6", "0"], self.maven(run.format(7, "") + good)[0])

    def test_a_run_without_a_test_a_summary_that_is_cut_and_a_build_that_says_it_failed_are_no_success(self):
        good = SUMMARY.format(host="SUCCESS", long="SUCCESS", guard="SUCCESS [ 1 s]").replace("FAILURE\n", "SUCCESS\n")
        self.assertEqual(["0", "1", "0"], self.maven(good)[0])
        self.surefire('<testsuite><testcase classname="o.A" name="passes"/></testsuite>')
        self.assertEqual(["1", "0", "0"], self.maven("[INFO] Building vmpilot: host 1-SNAPSHOT  [1/3]\n" + good)[0])
        self.assertEqual(["1", "1", "0"], self.maven(good.replace("BUILD SUCCESS", "BUILD FAILURE"))[0])
        self.assertEqual(["1", "1", "0"], self.maven(good.replace("[INFO] BUILD SUCCESS", ""))[0])
        self.assertEqual(["1", "2", "0"], self.maven("[INFO] Building vmpilot: host 1-SNAPSHOT  [1/3]\n" + good[:good.index("[INFO] vmpilot: a module")])[0])

    def unittest(self, log, *status):
        file = self.folder / "log"
        file.write_text(log)
        return self.report("unittest", file, *status)

    def test_python_s_own_end_counts_and_so_does_a_run_without_a_test(self):
        self.assertEqual(["3", "0", "0"], self.unittest("Ran 3 tests in 1.0s\n\nOK\n", 0)[0])
        for log, status, counts in (("Ran 3 tests in 1.0s\n\nOK\n", 139, ["2", "1", "0"]), ("Ran 3 tests in 1.0s\n\nFAILED\n", 0, ["2", "1", "0"]),
                                    ("Ran 3 tests in 1.0s\n\nFAILED (failures=2)\nOK\n", 1, ["1", "2", "0"]), ("Ran 0 tests in 0.0s\n\nOK\n", 0, ["0", "1", "0"]),
                                    ("Ran 0 tests in 0.0s\n\nNO TESTS RAN\n", 5, ["0", "1", "0"]), ("OK\nRan 3 tests in 1.0s\n", 0, ["0", "1", "0"]),
                                    ("ERROR: setUpClass (m.C)\nRan 0 tests in 0.0s\n\nFAILED (errors=1)\n", 1, ["0", "1", "0"]),
                                    ("Ran 3 tests in 1.0s\n\nFAILED (unexpected successes=1)\n", 1, ["2", "1", "0"])):
            with self.subTest(log=log):
                self.assertEqual(counts, self.unittest(log, status)[0])

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
