"""xl create: a domain comes into being in stages, and a create that is killed leaves the stage it had reached.

Recorded (TERM or KILL at 12 moments of a create): first nothing; then `(null)` without memory or
VCPUs, UUID visible; then a name; then memory; then VCPUs; then it runs, even before xl has ended.
The stages' moments are shares of the command's latency, as in those recordings.
"""
import os

from simxl import world
from simxl.configuration import read
from simxl.faults import SIGNALS
from simxl.running import NAME_TAKEN
from simxl.settings import value_of
from simxl.store import Exit, create_lock

_NO_FILE = ("xc: error: panic: xg_dom_core.c:205: failed to open file '%s': %s: Internal error\n"
            "libxl: error: libxl_dom.c:%d:libxl__build_pv: xc_dom_%s_file failed: %s\n")
_NO_LOADER = ("xc: error: panic: xg_dom_core.c:689: xc_dom_find_loader: no loader found: Invalid kernel\n"
              "libxl: error: libxl_dom.c:571:libxl__build_dom: xc_dom_parse_image failed\n")
_NO_MEMORY = ("xc: error: panic: xg_dom_boot.c:119: xc_dom_boot_mem_init: can't allocate low memory for domain: "
              "Out of memory\n"
              "libxl: error: libxl_dom.c:586:libxl__build_dom: xc_dom_boot_mem_init failed: Cannot allocate memory\n")
_CANNOT_MAKE = "libxl: error: libxl_create.c:1296:initiate_domain_create: Domain %d:cannot make domain: -6\n"
_CANNOT_BUILD = "libxl: error: libxl_create.c:1640:domcreate_rebuild_done: Domain %d:cannot (re-)build domain: -3\n"
NO_SUCH_DOMAIN = ("libxl: error: libxl_domain.c:1183:libxl__destroy_domid: Domain %(id)d:Non-existant domain\n"
                  "libxl: error: libxl_domain.c:1137:domain_destroy_callback: Domain %(id)d:Unable to destroy guest\n"
                  "libxl: error: libxl_domain.c:1064:domain_destroy_cb: Domain %(id)d:Destruction of domain failed\n")
# Not recorded; the words of libxl's source.
_NO_DISK = ("libxl: error: libxl_device.c:335:disk_try_backend: Disk vdev=%s failed to stat: %s: %s\n"
            "libxl: error: libxl_create.c:1677:domcreate_launch_dm: Domain %d:unable to add disk devices\n")
_DAEMON_DIED = "domain monitoring daemonizing child [%d] died due to fatal signal Segmentation fault\n"

# What Linux, GRUB or a boot loader's image starts with, compressed or not.
_KERNELS = (b"\x7fELF", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x5d\x00\x00", b"\x28\xb5\x2f\xfd", b"\x02\x21\x4c\x18", b"\x89LZO")

_KNOWN = ("c", "d", "e", "F", "f", "defconfig", "n", "dryrun", "p", "q", "quiet", "V", "vncviewer", "A",
          "vncviewer-autopass", "ignore-global-affinity-masks")


def create(call):
    """`xl create [-q] [-p] [-e] [-F] [-n] FILE [KEY=VALUE…]`."""
    found, arguments = call.options(_KNOWN, with_value="f")
    path = next((option[2:] for option in found if option.startswith("f=")), None)
    if arguments and "=" not in arguments[0]:
        path = arguments.pop(0)
    config = read(path, arguments, quiet="q" in found or "quiet" in found)
    if "n" in found or "dryrun" in found:
        from simxl.record import record_of, yajl
        call.out(yajl(record_of(config)) + "\n")
        return
    _make(call, config, paused="p" in found, foreground="F" in found, watched="e" not in found)


def _make(call, config, paused, foreground, watched):
    with call.node.locked() as state:
        call.begin(state, {"name": config["name"], "uuid": config["uuid"], "domid": state["next_domid"]})
        takes_turns = value_of(state["settings"], "autoballoon")
        watched = watched and value_of(state["settings"], "daemon")
    call.endure(spend_latency=False)
    making = Making(call.node, config, call.spend, call.err, call.met.get("create-dies"))
    if takes_turns:
        with create_lock(call.node):
            key = making.run(paused)
    else:
        key = making.run(paused)
    if "create-runs-but-fails" in call.met:
        met = call.met["create-runs-but-fails"]
        call.fail(met.get("text", _DAEMON_DIED % (os.getpid() + 1)), met.get("exit", 3))
    if foreground or watched:
        from simxl.daemon import become_daemon, watch
        if foreground:
            watch(call.node, key, call.err)
        else:
            become_daemon(call.node, key, config["name"])
    call.spend(0.1)


class Making:
    """The stages of one domain's making; a daemon that restarts its guest goes through them too."""

    def __init__(self, node, config, spend, say, dies=None, restarts=0):
        self._node, self._config, self._spend, self._say = node, config, spend, say
        self._dies, self._restarts = dies, restarts

    def run(self, paused):
        """Makes the domain; returns its key, or ends the call with 3 as recorded."""
        self._reached("nothing", 0.2)
        self._register()
        self._reached("nameless", 0.15)
        self._name()
        self._reached("named", 0.05)
        self._build()
        self._reached("memory", 0.2)
        self._attach_disks()
        self._stage("built", lambda domain, now: domain.update(vcpus=self._config["vcpus"]))
        self._reached("built", 0.3)
        self._stage("complete", lambda domain, now: paused or world.unpause(domain, now))
        self._reached("running", 0)
        return self._key

    def _reached(self, stage, share):
        if self._dies and self._dies.get("stage", "nameless") == stage:
            number = SIGNALS[self._dies.get("signal", "KILL")]
            os.kill(os.getpid(), number)
        self._spend(share)

    def _register(self):
        with self._node.locked() as state:
            try:
                domain = world.new_domain(state, self._config, state["now"], os.getpid(), self._restarts)
            except ValueError as wrong:
                self._say("simulated xl: %s\n" % wrong)
                raise Exit(1) from None
            self._key = world.key_of(domain)

    def _name(self):
        name = self._config["name"]
        with self._node.locked() as state:
            domain = self._own(state)
            if name == world.DOM0 or world.by_name(state, name):
                self._say(NAME_TAKEN % (domain["domid"], name) + _CANNOT_MAKE % domain["domid"])
                self._undo(state, domain)
            domain.update(name=name, stage="named")

    def _build(self):
        with self._node.locked() as state:
            domain = self._own(state)
            problem = _image_problem(self._config, value_of(state["settings"], "kernel.check"))
            wanted = self._config["memory_kib"]
            if not problem and wanted + value_of(state["settings"], "memory.overhead") > world.free_kib(state):
                problem = _NO_MEMORY
            if problem:
                self._say(problem + _CANNOT_BUILD % domain["domid"])
                self._undo(state, domain)
            domain.update(memory_kib=wanted, max_kib=self._config["max_kib"], stage="memory")

    def _attach_disks(self):
        for vdev, path in self._config["disks"]:
            try:
                os.stat(path)
            except OSError as failure:
                with self._node.locked() as state:
                    domain = self._own(state)
                    self._say(_NO_DISK % (vdev, path, failure.strerror, domain["domid"]))
                    state["domains"].remove(domain)
                raise Exit(3) from None

    def _stage(self, stage, change):
        with self._node.locked() as state:
            domain = self._own(state)
            domain["stage"] = stage
            change(domain, state["now"])

    def _own(self, state):
        """Our domain; recorded: a destroy during a create makes the create fail with 3."""
        domain = world.by_key(state, self._key)
        if domain is None or domain["dying"]:
            self._say(_CANNOT_BUILD % self._key[1] + NO_SUCH_DOMAIN % {"id": self._key[1]})
            raise Exit(3)
        return domain

    def _undo(self, state, domain):
        """Recorded: after a failed create no domain is left, and libxl says so in its own way."""
        state["domains"].remove(domain)
        self._say(NO_SUCH_DOMAIN % {"id": domain["domid"]})
        raise Exit(3)


def _image_problem(config, check):
    """Looks at the real files, as xl does."""
    if check == "none" or config["type"] == "hvm":
        return ""
    for kind, line in (("kernel", 646), ("ramdisk", 659)):
        path = config[kind]
        if not path:
            continue
        try:
            with open(path, "rb") as file:
                start = file.read(0x206)
        except OSError as failure:
            return _NO_FILE % (path, failure.strerror, line, kind, failure.strerror)
        if kind == "kernel" and check == "format" and not start.startswith(_KERNELS) and start[0x202:] != b"HdrS":
            return _NO_LOADER
    return ""
