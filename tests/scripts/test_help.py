"""--help explains and does nothing: of every script, and of every command of those that have commands."""
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Programs that would install, build, or start something; here each of them writes down that it was called.
ACTING = ("apt-get", "dpkg", "mvn", "java", "javac", "unshare", "nsenter", "mount", "qemu-system-x86_64", "mmdebstrap", "sudo", "ssh", "ip")
# What runs in an emulated machine, or in the place of a tool.
ELSEWHERE = ("scripts/lib/hostile/", "scripts/lib/xen/dom0", "scripts/lib/xen/guest", "scripts/lib/xen/look")


def programs():
    """Paths within the checkout of all that can be executed there."""
    found = [path.relative_to(ROOT) for path in (ROOT / "scripts").rglob("*")
             if path.is_file() and path.stat().st_mode & stat.S_IXUSR and "__pycache__" not in path.parts]
    return sorted(str(path) for path in found if not str(path).startswith(ELSEWHERE))


def commands(text):
    """The commands that a help names: the first words of its indented lines."""
    named = [match[1] for match in re.finditer(r"^(?:usage: virtual-node|       virtual-node|  ) ?([a-z][a-z-]+)\b", text, re.MULTILINE)]
    return sorted({word for word in named if word not in ("or", "and")})


class Help(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="scripts-help-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.checkout = self.folder / "checkout"
        for name in ("scripts", "conf", "tests/simulated-xl"):
            shutil.copytree(ROOT / name, self.checkout / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "fixtures"))
        # One that would act all the same finds no lab and no node's state of this machine.
        library = self.checkout / "scripts/node/vmpilot-lib"
        text = library.read_text(encoding="utf-8")
        for line in ("\nrun=", "\nvar="):
            self.assertIn(line + "/", text)
            text = text.replace(line, f"{line}{self.folder}")
        library.write_text(text, encoding="utf-8")
        stubs = self.folder / "stubs"
        stubs.mkdir()
        for name in ACTING:
            (stubs / name).write_text(f'#!/bin/sh\necho {name} "$@" >>"{self.folder}/acted"\nexit 1\n')
            (stubs / name).chmod(0o755)
        self.environment = {"PATH": f"{stubs}:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.folder / "home"),
                            "VMPILOT_CACHE": str(self.folder / "cache"), "PYTHONDONTWRITEBYTECODE": "1",
                            **{f"VMPILOT_{lab}_LAB": str(self.folder / "labs" / lab) for lab in ("GE", "SLURM", "XEN")}}

    def picture(self):
        """Everything that a script could have changed."""
        return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in self.folder.rglob("*")}

    def help_of(self, program, *words):
        before = self.picture()
        done = subprocess.run([str(self.checkout / program), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env=self.environment, cwd=self.folder, check=False)
        shown = f"{program} {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        self.assertEqual(0, done.returncode, shown)
        self.assertNotEqual("", done.stdout.strip(), shown)
        self.assertEqual("", done.stderr, shown)
        self.assertFalse((self.folder / "acted").exists(), shown)
        self.assertEqual(before, self.picture(), shown)
        return done.stdout

    def test_every_script_explains_itself(self):
        found = programs()
        for known in ("scripts/test", "scripts/demo", "scripts/build", "scripts/lab", "scripts/bench", "scripts/virtual-node", "scripts/vmpilot-lrm"):
            self.assertIn(known, found)
        for program in found:
            for word in ("--help", "-h"):
                with self.subTest(program=program, word=word):
                    self.help_of(program, word)

    def test_every_command_of_the_labs_and_of_virtual_node_is_explained_without_being_done(self):
        labs = sorted(path.name for path in (ROOT / "scripts/lab.d").iterdir())
        for front in [("scripts/lab", lab) for lab in labs] + [("scripts/virtual-node",)]:
            named = commands(self.help_of(*front, "--help"))
            self.assertIn("up", named)
            self.assertIn("down", named)
            for command in named:
                with self.subTest(front=front, command=command):
                    self.help_of(*front, command, "--help")

    def test_lanes_and_benches_are_not_run_by_a_help_behind_their_name(self):
        for words in (("scripts/test", "quick", "--help"), ("scripts/test", "--long", "-h"), ("scripts/bench", "lease", "--help"),
                      ("scripts/demo", "--real", "--help"), ("scripts/build", "folder", "--help")):
            with self.subTest(words=words):
                self.help_of(*words)

    def test_a_help_behind_any_other_word_is_no_order(self):
        for words in (("scripts/bench", "lease", "ge", "-h"), ("scripts/demo", "a", "b", "--help"), ("scripts/build", "a", "b", "-h"),
                      ("scripts/vmpilot-lrm", "lrm.toml", "--help"), ("scripts/virtual-node", "up", "folder", "name", "--own-network", "--help"),
                      ("scripts/virtual-node", "exec", "folder", "-h"), ("scripts/lab", "embedded", "up", "folder", "--help"),
                      ("scripts/lab", "embedded", "down", "folder", "4", "-h"), ("scripts/lab", "ge", "up", "3", "--help"), ("scripts/lab", "ge", "down", "all", "-h"),
                      ("scripts/lab", "ge", "exec", "node01", "--help"), ("scripts/lab", "slurm", "up", "3", "--help"), ("scripts/lab", "slurm", "as", "alice", "node01", "-h"),
                      ("scripts/lab", "xen", "prepare", "2", "--help"), ("scripts/vmpilot", "archive", "all", "--help"), ("scripts/vmpilot", "recipe", "ge", "-h", "hooks"),
                      ("scripts/vmpilot", "doctor", "--node", "--json", "--help"), ("scripts/node/vmpilot-killall", "kill-all", "--help"),
                      ("scripts/node/vmpilot-killall", "kill-all", "somebody", "--help"), ("scripts/node/vmpilot-killall", "thaw", "somebody", "run", "-h"),
                      ("scripts/node/vmpilot-node", "again", "over", "--help"), ("scripts/node/vmpilot-node", "deliver", "-h"),
                      ("scripts/node/vmpilot-drain", "slurm", "--help"), ("scripts/node/vmpilot-boot", "stop", "--help"),
                      ("scripts/node/vmpilot-reap", "--all", "--help"), ("scripts/node/vmpilot-archive", "java", "--help"), ("scripts/node/pilot-job", "token", "-h")):
            with self.subTest(words=words):
                self.help_of(*words)

    def test_a_hook_s_other_words_are_a_job_owner_s_and_explain_nothing(self):
        done = subprocess.run([str(self.checkout / "scripts/node/epilog"), "1.server", "owner", "group", "--help"], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, env=self.environment, check=False)
        self.assertEqual("", done.stdout)

    def test_what_is_wrong_in_the_environment_keeps_nobody_from_the_help(self):
        self.environment["VMPILOT_PATIENCE"] = "long"
        for program in ("scripts/test", "scripts/demo", "scripts/build", "scripts/lab", "scripts/bench"):
            with self.subTest(program=program):
                self.help_of(program, "--help")

    def test_wrong_words_are_refused_before_anything_is_done(self):
        for words in (("scripts/test", "fast"), ("scripts/test", "quick node"), ("scripts/test", ""), ("scripts/test", "--seed"), ("scripts/demo", "--really"), ("scripts/build", "--fast"), ("scripts/lab", "cloud"), ("scripts/bench", "none")):
            with self.subTest(words=words):
                before = self.picture()
                done = subprocess.run([str(self.checkout / words[0]), *words[1:]], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                      env=self.environment, check=False)
                self.assertEqual(2, done.returncode, done.stderr)
                self.assertNotEqual("", done.stderr)
                self.assertEqual(before, self.picture())

    def test_a_lane_asked_for_by_its_name_that_cannot_run_here_is_no_success(self):
        # No namespaces: unshare is a stub that fails.
        done = subprocess.run([str(self.checkout / "scripts/test"), "e2e"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env=self.environment, check=False)
        self.assertEqual(1, done.returncode, done.stderr)
        self.assertIn("NEVER RAN", done.stderr)
        self.assertIn("0 passed, 1 failed, 0 skipped", done.stdout)

    def test_the_words_of_recipe_and_archive_need_no_java_to_be_explained(self):
        for words in (("recipe",), ("recipe", "ge"), ("recipe", "slurm"), ("archive",), ("doctor", "--node")):
            with self.subTest(words=words):
                self.help_of("scripts/vmpilot", *words, "--help")


if __name__ == "__main__":
    unittest.main()
