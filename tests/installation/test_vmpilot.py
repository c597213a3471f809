"""The vmpilot command as it is installed, and from a checkout that is built: every command explains itself, does nothing, and is named in the help."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIST = ROOT / "target/dist"
COMMANDS = ("lease", "nodes", "status", "kill-all", "thaw", "doctor", "check", "key", "recipe", "serve", "archive")
BELOW = (("lease", "create"), ("lease", "list"), ("lease", "show"), ("lease", "watch"), ("lease", "end"), ("lease", "certificates"),
         ("key", "new"), ("key", "issue"), ("check", "--node"), ("doctor", "--node"), ("recipe", "ge"), ("recipe", "ge", "hooks"), ("recipe", "pbs"),
         ("recipe", "slurm"), ("recipe", "ge", "remove"), ("recipe", "pbs", "remove"), ("recipe", "slurm", "remove"))
PATIENCE = 60 * float(os.environ.get("VMPILOT_PATIENCE", "1"))
SITE = """state = "{0}/state"
site_key = "{0}/site.key"

[api]
listen = "127.0.0.1:7070"
token_file = "{0}/api.token"

[agents]
listen = "127.0.0.1:7071"

[lrm]
provider = "embedded"
launcher = "/opt/vmpilot/node/pilot-job"
default_queue = "batch"

[lrm.embedded]
socket = "{0}/lrm"

[[queue]]
name = "batch"

[[node]]
name = "node01"
"""


class Vmpilot(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vmpilot-help-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_it(self, program, *words, **more):
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.folder)}
        return subprocess.run([str(program), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, cwd=self.folder,
                              timeout=PATIENCE, check=False, **more)

    def picture(self):
        return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for top in (DIST, self.folder) for path in top.rglob("*")}

    def test_an_answer_that_cannot_be_written_is_no_success(self):
        for words in (("key", "new", str(self.folder / "a key")), ("lease", "list", "--help")):
            with self.subTest(words=words), open("/dev/full", "w") as full:
                done = subprocess.run([str(DIST / "bin/vmpilot"), *words], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, text=True,
                                      cwd=self.folder, timeout=PATIENCE, check=False)
                self.assertEqual(5, done.returncode, done.stderr)
                self.assertIn("could not be written", done.stderr)
        enough = subprocess.run(["/bin/bash", "-c", '"$0" lease list --help | :', str(DIST / "bin/vmpilot")], stdin=subprocess.DEVNULL, capture_output=True,
                                text=True, cwd=self.folder, timeout=PATIENCE, check=False)
        self.assertEqual("", enough.stderr)

    def test_every_command_explains_itself_and_does_nothing(self):
        before = self.picture()
        for words in [(), *((command,) for command in COMMANDS), *BELOW]:
            with self.subTest(words=words):
                done = self.run_it(DIST / "bin/vmpilot", *words, "--help")
                self.assertEqual(0, done.returncode, done.stderr)
                self.assertIn("usage", done.stdout.lower())
                self.assertEqual("", done.stderr)
        self.assertEqual(before, self.picture())

    def test_the_help_names_every_command_and_the_page_as_well(self):
        shown = self.run_it(DIST / "bin/vmpilot", "--help").stdout
        page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
        for command in COMMANDS:
            self.assertRegex(shown, rf"(?m)^  {command} ")
            self.assertIn(f"`vmpilot {command}", page)

    def test_a_near_miss_is_suggested(self):
        for miss, meant in (("killall", "kill-all"), ("docter", "doctor"), ("leas", "lease")):
            done = self.run_it(DIST / "bin/vmpilot", miss)
            self.assertEqual(2, done.returncode)
            self.assertIn(f"vmpilot {meant}", done.stderr)

    def test_a_checkout_that_is_built_has_the_command_too(self):
        done = self.run_it(ROOT / "scripts/vmpilot", "lease", "--help")
        self.assertEqual((0, ""), (done.returncode, done.stderr))

    def test_a_checkout_that_is_not_says_so(self):
        copy = self.folder / "checkout/scripts/vmpilot"
        copy.parent.mkdir(parents=True)
        shutil.copy(ROOT / "scripts/vmpilot", copy)
        done = self.run_it(copy, "status")
        self.assertEqual(2, done.returncode)
        self.assertIn("scripts/build", done.stderr)

    def test_a_log_in_a_form_that_nobody_knows_is_not_begun(self):
        done = self.run_it("/usr/bin/env", "VMPILOT_LOG=xml", DIST / "bin/vmpilot", "serve")
        self.assertEqual((2, ""), (done.returncode, done.stdout))
        self.assertIn("VMPILOT_LOG must be text or json, and is 'xml'", done.stderr)

    def test_the_account_that_runs_the_coordinator_is_not_root_and_its_own_files_are_right(self):
        """As a site has it; who builds and tests is root, and had never seen it."""
        service = {"user": 65534, "group": 65534, "extra_groups": []}
        self.folder.chmod(0o755)
        copy, own = self.folder / "vmpilot", self.folder / "own"
        shutil.copytree(DIST, copy)
        for part in (copy, *copy.rglob("*")):
            part.chmod(part.stat().st_mode | (0o755 if part.is_dir() else 0o444 | (part.stat().st_mode & 0o100) // 0o100 * 0o111))
        (own / "state").mkdir(parents=True)
        (own / "api.token").write_text("0123456789abcdef0123456789abcdef")
        (own / "vmpilot.toml").write_text(SITE.format(own))
        for file in (own, *own.rglob("*")):
            os.chown(file, 65534, 65534)
            file.chmod(0o700 if file.is_dir() else 0o600)
        made = self.run_it(copy / "bin/vmpilot", "key", "new", own / "site.key", **service)
        self.assertEqual(0, made.returncode, made.stderr)
        issued = self.run_it(copy / "bin/vmpilot", "key", "issue", "node01", "--config", own / "vmpilot.toml", **service)
        self.assertEqual((0, ""), (issued.returncode, issued.stderr))
        os.chown(own / "site.key", 1, 1)
        refused = self.run_it(copy / "bin/vmpilot", "key", "issue", "node01", "--config", own / "vmpilot.toml", **service)
        self.assertNotEqual(0, refused.returncode)
        self.assertIn("it must belong to nobody", refused.stderr)


if __name__ == "__main__":
    unittest.main()
