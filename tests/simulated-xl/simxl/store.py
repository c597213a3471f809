"""The state folder: one JSON file, replaced whole under a lock; beside it logs and wake-up pipes.

    state.json          the truth (docs/simulated-xl.md describes it)
    lock                flock'ed around each read-change-replace, never while time is spent
    calls.jsonl         one line when a call starts, one when it ends
    log/xl-NAME.log     what the guest's daemon says, as in /var/log/xen
    daemons/B-D         a pipe per daemon (boot, domid): a byte in it means "look again"
    images/             a kernel and a ramdisk that create accepts
"""
import fcntl
import os
import time

from simxl import world
from simxl.codec import decode, encode

DEFAULT_FOLDER = "/var/lib/simulated-xl"
CALLS_KEPT = 16 << 20


class StateError(Exception):
    """The state cannot be read or written; what was there before is still there."""


def default_folder():
    return os.environ.get("SIMULATED_XL_STATE") or DEFAULT_FOLDER


def clock():
    """Seconds since the machine's boot, sleep included; nobody can set it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Exit(Exception):
    """An orderly end of a call with this exit code: what its transaction changed is kept."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Node:
    """One simulated node on disk."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, *names):
        return "/".join((self.folder,) + names)

    def exists(self):
        return os.path.exists(self.path("state.json"))

    def peek(self):
        """The state as it was last written, without lock and without letting time pass."""
        return self._parse(self._read())

    def locked(self):
        """A transaction: `with node.locked() as state`. What is changed in it is kept when it ends well."""
        return _Transaction(self)

    def create(self, settings):
        """Makes the folder of a new node; one that exists is booted anew with these settings."""
        for name in ("", "log", "daemons", "images"):
            os.makedirs(self.path(name), exist_ok=True)
        with _Lock(self.path("lock")):
            state = world.new_state(settings)
            now = clock()
            state["boots"] = self._last_boot()
            world.power_on(state, now)
            self.replace(state, now)
        self.wake_all()

    def _last_boot(self):
        try:
            return self.peek()["boots"]
        except StateError:
            return 0

    def replace(self, state, now):
        """Writes the whole state beside the old one and renames it: a full disk leaves the old one."""
        state["seen"] = now
        temporary = self.path("state.json.new")
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
            try:
                _write_all(handle, encode(state).encode() + b"\n")
            finally:
                os.close(handle)
            os.rename(temporary, self.path("state.json"))
        except OSError as failure:
            _remove(temporary)
            raise StateError("%s cannot be written: %s" % (self.path("state.json"), failure.strerror)) from None

    def _read(self):
        try:
            with open(self.path("state.json"), encoding="utf-8", buffering=-1) as file:
                return file.read()
        except (OSError, UnicodeError) as failure:
            raise StateError("%s cannot be read: %s" % (self.path("state.json"), failure)) from failure

    def _parse(self, text):
        try:
            state = decode(text)
            if state["format"] == 1:
                return state
        except (ValueError, KeyError, TypeError):
            pass
        raise StateError("%s is damaged" % self.path("state.json"))

    def record_call(self, **line):
        """Appends to the calls; a log that cannot be written stops nobody."""
        path = self.path("calls.jsonl")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            try:
                os.write(handle, encode(line).encode() + b"\n")
                full = os.fstat(handle).st_size > CALLS_KEPT
            finally:
                os.close(handle)
            if full:
                os.rename(path, self.path("calls.old.jsonl"))
        except OSError:
            pass

    def pipe(self, key):
        return self.path("daemons", "%d-%d" % key)

    def wake(self, key):
        """Tells a domain's daemon to look again; one that is no more hears nothing."""
        try:
            handle = os.open(self.pipe(key), os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return
        try:
            os.write(handle, b"!")
        except OSError:
            pass
        finally:
            os.close(handle)

    def wake_all(self):
        """Tells every daemon, also those of domains that are no more."""
        for name in os.listdir(self.path("daemons")):
            self.wake(tuple(int(part) for part in name.split("-")))

    def sleep(self, seconds):
        """Sleeps (None: for ever); ends early only when the whole node has been removed."""
        end = None if seconds is None else clock() + seconds
        while self.exists():
            left = 1.0 if end is None else end - clock()
            if left <= 0:
                return
            time.sleep(min(left, 1.0))
        os._exit(1)


class _Lock:
    def __init__(self, path):
        self._path = path

    def __enter__(self):
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as failure:
            raise StateError("%s cannot be opened: %s" % (self._path, failure.strerror)) from failure
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        os.close(self._handle)


class _Transaction:
    def __init__(self, node):
        self._node = node

    def __enter__(self):
        self._lock = _Lock(self._node.path("lock"))
        self._lock.__enter__()
        try:
            self._before = self._node._read()
            self._state = self._node._parse(self._before)
            self.now = self._state["now"] = clock()
            world.advance(self._state, self.now)
            return self._state
        except BaseException:
            self._lock.__exit__()
            raise

    def __exit__(self, kind, *_):
        changed = ()
        try:
            if kind is None or kind is Exit:
                changed = self._keep()
        finally:
            self._lock.__exit__()
        for key in changed:
            self._node.wake(key)

    def _keep(self):
        del self._state["now"]
        if encode(self._state) == self._before.rstrip("\n"):
            return ()
        old = decode(self._before)
        self._node.replace(self._state, self.now)
        kept = {world.key_of(domain): domain for domain in self._state["domains"]}
        return [world.key_of(domain) for domain in old["domains"]
                if domain["daemon"] and kept.get(world.key_of(domain)) != domain]


def create_lock(node):
    """What creates hold throughout without dom0_mem= (recorded for the real tool: /run/lock/xl)."""
    return _Lock(node.path("create.lock"))


def _write_all(handle, data):
    while data:
        data = data[os.write(handle, data):]


def _remove(path):
    try:
        os.unlink(path)
    except OSError:
        pass
