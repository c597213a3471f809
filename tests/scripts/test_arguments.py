"""scripts/test refuses what it cannot mean: nothing is run, and the words say what would be right."""
import os
import pathlib
import subprocess
import unittest

TOOL = pathlib.Path(__file__).resolve().parents[2] / "scripts/test"


class Arguments(unittest.TestCase):
    def refused(self, *words):
        done = subprocess.run([str(TOOL), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(2, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_one_case_is_of_the_lane_faults_and_of_one_kind(self):
        for words in (("--case", "3"), ("node", "--case", "3"), ("faults", "node", "--hostile", "3"), ("faults", "--case", "3", "--hostile", "4")):
            with self.subTest(words=words):
                said = self.refused(*words)
                self.assertIn("scripts/test faults --case N", said)
                self.assertIn("Nothing was run", said)

    def test_a_number_is_one(self):
        self.assertIn("--case takes a number", self.refused("faults", "--case", "three"))
        self.assertIn("--seed takes a number", self.refused("faults", "--seed"))

    def test_a_lane_is_one_of_them_and_not_two_in_one_word(self):
        for word in ("quik", "quick node", ""):
            with self.subTest(word=word):
                self.assertIn("there are: quick node e2e", self.refused(word))

    def test_a_machine_without_a_place_for_temporary_files_is_said_before_anything_is_begun(self):
        for program in ("test", "demo"):
            with self.subTest(program=program):
                done = subprocess.run([str(TOOL.parent / program)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
                                      env={**os.environ, "TMPDIR": "/proc/nothing"})
                self.assertNotEqual(0, done.returncode)
                self.assertIn("/proc/nothing: no file can be written there", done.stderr)
                self.assertIn("Nothing was installed", done.stderr)


if __name__ == "__main__":
    unittest.main()
