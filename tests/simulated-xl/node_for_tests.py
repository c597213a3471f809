"""A simulated node of its own for one test, gone without trace after it."""
import atexit
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

# The same factor that the Java tests get as vmpilot.patience: every time-out is multiplied by it, and nothing else depends on it.
PATIENCE = float(os.environ.get("VMPILOT_PATIENCE", "1"))
AS_ROOT = os.geteuid() == 0


def reachable_copy():
    """The model where every account can reach it, gone with this process: the checkout may lie below a folder that is closed to others."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="simulated-xl-model-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    source = pathlib.Path(__file__).resolve().parent
    for name in ("xl", "simulated-xl", "xenstore-watch", "xenstore-ls"):
        shutil.copy(source / name, folder)
    shutil.copytree(source / "simxl", folder / "simxl", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent == folder else 0o644)
    return folder


HERE = reachable_copy()


class Result:
    """What one call printed and how it ended."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __repr__(self):
        return "exit %s\n--- out\n%s\n--- err\n%s" % (self.code, self.out, self.err)


class NodeCase(unittest.TestCase):
    """A test with a fresh simulated node; fails when it leaves a process behind."""

    MEMORY = ("--memory", "2047", "--dom0", "1024", "--max", "1536")

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="simulated-xl-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.state = self.folder / "state"
        self.environment = dict(os.environ, SIMULATED_XL_STATE=str(self.state), PATH="%s:%s" % (HERE, os.environ["PATH"]))
        self.admin("init", *self.MEMORY)
        if not AS_ROOT:
            self.admin("set", "require-root=no")
        self.kernel = str(self.state / "images/kernel")
        self.ramdisk = str(self.state / "images/ramdisk")
        self._started = []

    def tearDown(self):
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.communicate()
        if self.state.exists():
            self.admin("remove")
        self.eventually(lambda: not self.processes(), "no process is left behind")

    # -- acting -------------------------------------------------------------------------------------

    def xl(self, *words, expect=None, timeout=20, **options):
        """One call of xl, to its end."""
        process = self.start(*words, **options)
        try:
            out, err = process.communicate(timeout=timeout * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.fail("xl %s did not end" % " ".join(words))
        result = Result(process.returncode, *(text.decode("utf-8", "surrogateescape") for text in (out, err)))
        if expect is not None:
            self.assertEqual(expect, result.code, "xl %s: %r" % (" ".join(words), result))
        return result

    def start(self, *words, **options):
        """One call of xl, left running."""
        options.setdefault("env", self.environment)
        process = subprocess.Popen([str(HERE / "xl"), *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, **options)
        self._started.append(process)
        return process

    def ended(self, process, seconds=20):
        """Waits for a call that was left running; returns how it ended."""
        return process.wait(seconds * PATIENCE)

    def admin(self, *words, expect=0):
        """One call of the companion."""
        done = subprocess.run([str(HERE / "simulated-xl"), *words], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=20 * PATIENCE, check=False)
        self.assertEqual(expect, done.returncode, done.stderr)
        return done.stdout if expect == 0 else done.stderr

    def config(self, name, text="", file=None, **keys):
        """Writes a configuration file; keyword arguments override what a plain guest has."""
        values = dict({"name": name, "type": "pv", "kernel": self.kernel, "memory": 128, "vcpus": 1}, **keys)
        path = self.folder / (file or "%s.cfg" % name.replace("/", "_"))
        lines = ["%s = %s" % (key, value if isinstance(value, (int, list)) else '"%s"' % value)
                 for key, value in values.items() if value is not None]
        path.write_text("\n".join(lines) + "\n" + text)
        return str(path)

    def create(self, name, *options, **keys):
        """Creates a guest, which must succeed; returns its domid."""
        self.xl("create", *options, self.config(name, **keys), expect=0)
        return int(self.xl("domid", name, expect=0).out)

    # -- looking ------------------------------------------------------------------------------------

    def truth(self):
        return json.loads(self.admin("show", "--json"))

    def domain(self, name):
        """The truth about a domain by its name, or by the name that it should get; None when it is gone."""
        for domain in self.truth()["domains"]:
            if name in (domain["name"], domain["config"]["name"]):
                return domain
        return None

    def column(self, name):
        """The state column that `xl list` shows for a name, None when it is not listed."""
        for line in self.xl("list", expect=0).out.splitlines()[1:]:
            if line.split()[0] == name:
                return line.split()[4]
        return None

    def processes(self):
        """Processes that carry this node in their environment, ourselves excepted."""
        mark = b"SIMULATED_XL_STATE=" + os.fsencode(self.state)
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit() and int(entry) != os.getpid():
                try:
                    if mark in pathlib.Path("/proc", entry, "environ").read_bytes().split(b"\0"):
                        found.append(int(entry))
                except OSError:
                    pass
        return found

    def eventually(self, condition, what, seconds=10):
        """Waits for a condition; returns its value."""
        deadline = time.monotonic() + seconds * PATIENCE
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > deadline:
                self.fail("in vain waited: " + what)
            time.sleep(0.01)
