"""What can be set on a simulated node: every key, its default, its meaning, in one place."""

# key: (default, meaning). The type of the default is the type of the key.
KEYS = {
    "host": ("dom0", "the name that xl info prints"),
    "cpus": (2, "physical CPUs, all of them dom0's too"),
    "memory.total": (4096, "MiB that xl info calls total_memory"),
    "memory.xen": (23, "MiB of it that Xen keeps for itself (recorded: 2047 - 1024 - 1000)"),
    "memory.dom0": (1024, "MiB that dom0 has after a boot (dom0_mem=)"),
    "memory.dom0-max": (2048, "MiB that dom0 may be given (dom0_mem=,max:)"),
    "memory.dom0-minimum": (128, "MiB below which mem-set 0 is refused"),
    "memory.rate": (0.0, "MiB per second at which dom0 follows mem-set; 0 = at once"),
    "memory.overhead": (0, "KiB that a guest costs beyond its own memory"),
    "guest.behaviour": ("boots", "what a guest does whose command line does not say"),
    "guest.boot": (0.0, "seconds until a guest is up"),
    "guest.shutdown": (0.0, "seconds from a guest's answer to a shutdown until its end"),
    "ack.timeout": (60.0, "seconds after which xl shutdown gives up on a guest that never answers"),
    "dying.seconds": (0.0, "seconds that a destroyed domain stays listed, nameless"),
    "dying.state": ("--ps--", "its state column"),
    "kernel.check": ("format", "what create asks of kernel files: format, exists, or none"),
    "autoballoon": (False, "creates take turns, as they do without dom0_mem="),
    "xenstored": (True, "when false, every command but xl info hangs"),
    "hypervisor": (True, "when false, the node was not booted under Xen"),
    "require-root": (True, "refuse other users, as the real one does"),
    "daemon": (True, "when false, creates leave no daemon behind (a site's own wrapper does that)"),
}

COMMANDS = ("create", "destroy", "dmesg", "domid", "domname", "info", "list", "mem-max", "mem-set", "pause",
            "reboot", "rename", "shutdown", "unpause", "uptime", "vcpu-list", "vm-list", "xenstore-ls")

PER_GUEST = ("guest.behaviour", "guest.boot", "guest.shutdown")

PROFILES = {
    "fast": {},
    # Quiet machine, GRUB guests of 32 MiB under QEMU's emulation.
    "recorded": dict({"latency." + command: 0.25 for command in COMMANDS if command != "xenstore-ls"},
                     **{"latency.create": 1.1, "latency.destroy": 0.5, "latency.shutdown": 0.4, "latency.info": 0.25,
                        "guest.boot": 4.5, "guest.shutdown": 2.1, "memory.rate": 118.0, "dying.seconds": 0.2}),
}


def value_of(settings, key):
    """A setting's value; keys that were never set have their default."""
    if key in settings:
        return settings[key]
    return 0.0 if key.startswith("latency.") else KEYS[key][0]


def for_guest(settings, key, name):
    """A guest's setting: that of the first matching KEY@GLOB, else the node's."""
    prefix = key + "@"
    for candidate, value in settings.items():
        if candidate.startswith(prefix) and matches(name, candidate[len(prefix):]):
            return value
    return value_of(settings, key)


def matches(text, glob):
    """Shell globs; fnmatch (and with it re) is imported only where a glob has a wildcard."""
    if not any(wild in glob for wild in "*?["):
        return text == glob
    from fnmatch import fnmatchcase
    return fnmatchcase(text, glob)


def parse(key, text):
    """A setting as typed by a person, checked; ValueError says what is wrong."""
    base, at, glob = key.partition("@")
    if at and base not in PER_GUEST:
        raise ValueError("only %s can be set for some guests: %s" % (", ".join(PER_GUEST), key))
    if base.startswith("latency."):
        if base[len("latency."):] not in COMMANDS:
            raise ValueError("no such command: " + key)
        return _number(key, text, float)
    if base not in KEYS:
        raise ValueError("no such setting: " + key)
    return _checked(base, text, KEYS[base][0])


def _checked(key, text, default):
    if isinstance(default, bool):
        if text not in ("0", "1", "true", "false", "yes", "no"):
            raise ValueError("%s is yes or no, not %s" % (key, text))
        return text in ("1", "true", "yes")
    if isinstance(default, (int, float)):
        return _number(key, text, type(default))
    if key == "guest.behaviour":
        from simxl.guest import behaviour
        behaviour(text)
    if key == "kernel.check" and text not in ("format", "exists", "none"):
        raise ValueError("kernel.check is format, exists or none, not " + text)
    return text


def _number(key, text, kind):
    try:
        number = kind(text)
    except ValueError:
        raise ValueError("%s is a number, not %s" % (key, text)) from None
    if not 0 <= number < float("inf"):
        raise ValueError("%s is a number from 0 up, not %s" % (key, text))
    return number
