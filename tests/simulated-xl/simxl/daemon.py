"""What xl create leaves behind: a daemon per guest that carries out on_poweroff, on_reboot, on_crash.

Recorded: a session of its own, parent 1, the cgroup and the environment of its maker; it shows in
ps as `/usr/lib/xen-4.17/bin/xl create FILE` and writes to /var/log/xen/xl-NAME.log. When it is
killed, or never was (`create -e`), the guest lives on and stays as `---s--` after its end.
"""
import os
import select
import sys
import _signal

from simxl import guest, world
from simxl.call import write
from simxl.settings import value_of
from simxl.store import Exit, StateError

REAL_XL = "/usr/lib/xen-4.17/bin/xl"
LONGEST_WAIT = 10.0

_KEY = {guest.POWEROFF: "on_poweroff", guest.REBOOT: "on_reboot", guest.CRASH: "on_crash", guest.WATCHDOG: "on_watchdog"}


def action_of(code, config):
    """What the daemon does about a reason; None: nothing, it ends (xl's source: a suspended guest is somebody's who saves it)."""
    if code == guest.SUSPEND:
        return None
    if code == guest.SOFT_RESET:
        return "soft-reset"
    return config[_KEY[code]] if code in _KEY else "destroy"


def become_daemon(node, key, name):
    """Forks the daemon. Descriptors above 2 stay open in it, as in the real one; 0, 1, 2 do not."""
    child = os.fork()
    if child:
        with node.locked() as state:  # the caller may ask for it as soon as we have ended
            domain = world.by_key(state, key)
            if domain is not None and domain["daemon"] is None:
                domain["daemon"] = child
        return
    try:
        os.setsid()
        os.chdir("/")
        _redirect(node, name)
        _rename_process()
        _signal.signal(_signal.SIGPIPE, _signal.SIG_DFL)
        watch(node, key, lambda text: write(1, text))
    except (Exit, StateError, OSError):
        pass
    finally:
        os._exit(0)


def _redirect(node, name):
    os.dup2(os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC), 0)
    path = node.path("log", "xl-%s.log" % name.replace("/", "_"))
    try:
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    except OSError:
        log = os.open("/dev/null", os.O_WRONLY | os.O_CLOEXEC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def _rename_process():
    """Writes the real tool's path over this process's command line, so that ps shows what was recorded."""
    words = b"\0".join(os.fsencode(word) for word in [REAL_XL] + sys.argv[1:]) + b"\0"
    try:
        with open("/proc/self/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        start, end = int(fields[45]), int(fields[46])
        if start and len(words) <= end - start:
            with open("/proc/self/mem", "r+b", buffering=0) as memory:
                memory.seek(start)
                memory.write(words.ljust(end - start, b"\0"))
    except (OSError, ValueError, IndexError):
        pass


def watch(node, key, say):
    """Waits for the guest's end, acts on it, and watches the next one if it restarted the guest."""
    while key is not None:
        pipe = node.pipe(key)
        try:
            os.mkfifo(pipe, 0o600)
        except FileExistsError:
            pass
        ears = os.open(pipe, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            key = _watch_one(node, key, say, ears)
        finally:
            os.close(ears)
            try:
                os.unlink(pipe)
            except OSError:
                pass


def _watch_one(node, key, say, ears):
    with node.locked() as state:
        domain = world.by_key(state, key)
        if domain is None:
            return None
        domain["daemon"] = os.getpid()
        say("Waiting for domain %s (domid %d) to die [pid %d]\n" % (domain["config"]["name"], key[1], os.getpid()))
    while True:
        with node.locked() as state:
            domain = world.by_key(state, key)
            if domain is None or domain["dying"]:
                say("Domain %d has been destroyed.\n" % key[1])
                return None
            if domain["shutdown"] is not None:
                break
            due = world.due_at(domain)
            wait = LONGEST_WAIT if due is None else min(LONGEST_WAIT, due - state["now"] + 0.001)
        _listen(node, ears, wait)
    return _act(node, key, domain, say)


def _listen(node, ears, wait):
    """Sleeps until somebody changed the domain or its time has come; ends with the node itself."""
    if select.select([ears], [], [], max(0.0, wait))[0]:
        os.read(ears, 4096)
    if not node.exists():
        os._exit(0)


def _act(node, key, domain, say):
    """Carries out the configured action; returns the key of the guest's next life, or None."""
    code = domain["shutdown"]
    action = action_of(code, domain["config"])
    say("Domain %d has shut down, reason code %d 0x%x\n" % (key[1], code, code))
    if action is None:
        say("Domain has suspended.\nDone. Exiting now\n")
        return None
    say("Action for shutdown reason code %d is %s\n" % (code, action))
    if action == "preserve":
        say("Done. Exiting now\n")
        return None
    if action == "rename-restart":
        with node.locked() as state:
            kept = world.by_key(state, key)
            if kept:
                kept["name"] = "%s-%d" % (kept["name"], key[1])
    else:
        say("Domain %d needs to be cleaned up: destroying the domain\n" % key[1])
        _clean_up(node, key)
    if not action.endswith("restart") and action != "soft-reset":
        say("Done. Exiting now\n")
        return None
    say("Done. Rebooting now\n")
    return _restart(node, domain, say)


def _clean_up(node, key):
    with node.locked() as state:
        latency = value_of(state["settings"], "latency.destroy")
    node.sleep(latency)
    with node.locked() as state:
        domain = world.by_key(state, key)
        if domain is not None and domain["dying"] is None:
            world.kill(state, domain, state["now"])


def _restart(node, domain, say):
    """A guest's reboot: a new domid under the same name and UUID (recorded)."""
    from simxl.create import Making
    with node.locked() as state:
        latency = value_of(state["settings"], "latency.create")
    making = Making(node, domain["config"], lambda share: node.sleep(latency * share), say, restarts=domain["restarts"] + 1)
    return making.run(paused=False)
