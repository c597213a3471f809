"""scripts/test refuses what it cannot mean: nothing is run, and the words say what would be right."""
import os
import pathlib
import subprocess
import tempfile
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

    def test_what_removes_a_folder_removes_none_that_it_has_not_made(self):
        with tempfile.TemporaryDirectory() as folder:
            thesis = pathlib.Path(folder, "thesis")
            thesis.write_text("years of work")
            pathlib.Path(folder, "nodes").mkdir()
            labs = {f"VMPILOT_{lab}_LAB": folder for lab in ("GE", "SLURM", "XEN")}
            for words in (("lab", "embedded", "down", folder), ("lab", "ge", "down"), ("lab", "slurm", "down"), ("lab", "xen", "down"), ("build", folder)):
                with self.subTest(words=words):
                    done = subprocess.run([str(TOOL.parent / words[0]), *words[1:]], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                          timeout=60, check=False, env={**os.environ, **labs})
                    self.assertNotEqual(0, done.returncode)
                    self.assertIn("Nothing was done", done.stderr)
                    self.assertEqual("years of work", thesis.read_text())

    @unittest.skipUnless(os.geteuid() == 0, "the lab is root's")
    def test_words_of_the_lab_that_mean_nothing_are_refused_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            for words in (("up", f"{folder}/site", "0"), ("up", f"{folder}/site", "x"), ("up", f"{folder}/a site"), ("start", f"{folder}/site", "lrm"),
                          ("look", f"{folder}/site"), ("stop", f"{folder}/site"), ("off", f"{folder}/site", "node77")):
                with self.subTest(words=words):
                    done = subprocess.run([str(TOOL.parent / "lab"), "embedded", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                          timeout=60, check=False)
                    self.assertEqual(1, done.returncode, done.stderr)
                    self.assertIn("Nothing was done", done.stderr)
                    self.assertEqual([], os.listdir(folder))

    def test_a_locale_that_is_not_installed_is_not_complained_of_at_every_step(self):
        done = subprocess.run([str(TOOL.parent / "lab"), "embedded", "down", "/nonexistent"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=60, check=False, env={**os.environ, "LC_ALL": "xx_XX.UTF-8", "LANG": "xx_XX.UTF-8"})
        self.assertLessEqual(done.stderr.count("setlocale"), 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
