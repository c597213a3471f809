"""scripts/test refuses what it cannot mean: nothing is run, and the words say what would be right."""
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


if __name__ == "__main__":
    unittest.main()
