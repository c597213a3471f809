"""Faults on demand: which are armed, which a call meets.

A fault is armed with a kind and conditions; a call that fulfils all conditions meets it. It is
met `count` times (None: always), after `after` matching calls have passed unharmed.
"""
from simxl.settings import matches

# kind: (commands that it concerns, meaning)
KINDS = {
    "fail": (None, "do nothing, print text, exit with exit"),
    "pretend": (None, "do nothing, exit 0"),
    "hang": (None, "do nothing for seconds (for ever without), then go on"),
    "hang-after": (None, "do it, then hang for seconds (for ever without)"),
    "slow": (None, "take seconds longer"),
    "garbage": (None, "print text (or noise) instead of the answer, exit with exit"),
    "truncate": (("list", "vm-list", "info", "xenstore-ls"), "print the first bytes (or half) of the answer only"),
    "fail-after": (None, "do it, then print text and exit with exit"),
    "create-dies": (("create",), "get signal (KILL; STOP: stand still until CONT) when the domain has reached stage"),
    "create-runs-but-fails": (("create",), "exit 3, the guest runs, nobody watches it"),
    "leaves-dying": (("destroy",), "succeed, the domain stays dying for seconds (for ever without)"),
    "leaves-residue": (("destroy",), "succeed, what stays behind"),
    "memory-stalls": (("mem-set",), "dom0 stops at MiB"),
}

CONDITIONS = ("command", "name", "uuid", "index", "domid")
PARAMETERS = {"seconds": float, "exit": int, "text": str, "stage": str, "signal": str, "bytes": int, "at": int, "what": str}
STAGES = ("nothing", "nameless", "named", "memory", "built", "running")
SIGNALS = {"KILL": 9, "TERM": 15, "INT": 2, "HUP": 1, "STOP": 19}


def parse(kind, words):
    """A fault as typed by a person: KIND KEY=VALUE…; ValueError says what is wrong."""
    if kind not in KINDS:
        raise ValueError("no such fault: " + kind)
    fault = {"kind": kind, "count": None, "after": 0}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise ValueError("KEY=VALUE is wanted, not " + word)
        fault[key] = _value(key, value)
    return _checked(fault)


def _value(key, value):
    try:
        if key == "count":
            return None if value == "always" else int(value)
        if key == "after":
            return int(value)
        if key in CONDITIONS:
            return value
        if key in PARAMETERS:
            return PARAMETERS[key](value)
    except ValueError:
        raise ValueError("%s is a number, not %s" % (key, value)) from None
    raise ValueError("no such key of a fault: " + key)


def _checked(fault):
    """The checks that concern more than one word."""
    if fault.get("stage", "nothing") not in STAGES:
        raise ValueError("stage is one of " + ", ".join(STAGES))
    if fault.get("signal", "KILL") not in SIGNALS:
        raise ValueError("signal is one of " + ", ".join(SIGNALS))
    if fault["kind"] == "memory-stalls" and "at" not in fault:
        raise ValueError("memory-stalls needs at=MIB")
    if fault["kind"] == "leaves-residue" and "what" not in fault:
        raise ValueError("leaves-residue needs what=TEXT")
    return fault


def meet(state, command, subject):
    """The faults that this call meets, one per kind; counts them down. subject: name, uuid, domid as far as known."""
    met = {}
    for fault in state["faults"]:
        if fault["count"] == 0 or fault["kind"] in met or not _concerns(fault, command, subject):
            continue
        if fault["after"] > 0:
            fault["after"] -= 1
            continue
        if fault["count"] is not None:
            fault["count"] -= 1
        met[fault["kind"]] = fault
    return met


def _concerns(fault, command, subject):
    commands = KINDS[fault["kind"]][0]
    if commands and command not in commands:
        return False
    if not matches(command, fault.get("command", "*")):
        return False
    return all(_fits(key, fault[key], subject) for key in CONDITIONS[1:] if key in fault)


def _fits(key, glob, subject):
    if key == "index":  # vmpilot's UUIDs end in the guest's index, 32 bits
        uuid = subject.get("uuid")
        return bool(uuid) and matches(str(int(uuid[-8:], 16)), glob)
    value = subject.get(key)
    return value is not None and matches(str(value), glob)
