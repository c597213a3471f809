"""What a guest does once it runs: its behaviour, chosen by the configuration that starts it.

The kernel command line chooses (`sim.behaviour=ends:5 sim.boot=2 sim.shutdown=1`), so that an
ordinary order selects it; what the command line leaves open, the node's settings say.
"""
from simxl import settings as setting

# Xen's shutdown reason codes: in hexadecimal in `xl list -v`, as a letter in the state column, in the daemon's log.
POWEROFF, REBOOT, SUSPEND, CRASH, WATCHDOG, SOFT_RESET = 0, 1, 2, 3, 4, 5
_LETTERS = "-rscwS"
MOST = 255  # a guest's kernel may give any byte

DEEDS = {"end": POWEROFF, "reboot": REBOOT, "suspend": SUSPEND, "crash": CRASH, "watchdog": WATCHDOG, "soft-reset": SOFT_RESET}


def letter(code):
    """The state column's fifth letter for a guest that ended so; '?' for a reason that xl does not know."""
    return _LETTERS[code] if code < len(_LETTERS) else "?"


def deed(text):
    """The reason code of a word (`reboot`) or of a number (`42`, `0x2a`); ValueError for what is none."""
    if text in DEEDS:
        return DEEDS[text]
    try:
        code = int(text, 0)
    except ValueError:
        code = -1
    if not 0 <= code <= MOST:
        raise ValueError("a guest can %s, or end with a reason from 0 to %d, not %s" % (", ".join(DEEDS), MOST, text))
    return code

_PLAIN = ("boots", "ignores-shutdown", "deaf")
_TIMED = {"ends": POWEROFF, "reboots": REBOOT, "crashes": CRASH}


def behaviour(text):
    """Parses `boots`, `ignores-shutdown`, `deaf`, `ends:S`, `crashes:S`, `reboots:S[:TIMES]`."""
    kind, _, rest = text.partition(":")
    if kind in _PLAIN and not rest:
        return {"behaviour": kind}
    if kind not in _TIMED:
        raise ValueError("no such behaviour: " + text)
    after, _, times = rest.partition(":")
    try:
        parsed = {"behaviour": kind, "after": float(after or 0)}
        if times:
            parsed["times"] = int(times)
    except ValueError:
        raise ValueError("a behaviour's times are numbers: " + text) from None
    return parsed


def choose(settings, name, cmdline):
    """The behaviour of a guest that is about to be made."""
    words = dict(word.split("=", 1) for word in cmdline.split() if word.startswith("sim.") and "=" in word)
    try:
        chosen = behaviour(words.get("sim.behaviour") or setting.for_guest(settings, "guest.behaviour", name))
        for key in ("boot", "shutdown"):
            chosen[key] = float(words.get("sim." + key, setting.for_guest(settings, "guest." + key, name)))
    except ValueError as wrong:
        raise ValueError("kernel command line of %s: %s" % (name, wrong)) from None
    return chosen


def plan(guest, restarts):
    """What the guest will do by itself: (guest time, reason code), or nothing."""
    kind = guest["behaviour"]
    if kind not in _TIMED or restarts >= guest.get("times", restarts + 1):
        return []
    return [{"at": guest["boot"] + guest["after"], "code": _TIMED[kind]}]


def answers(guest):
    """Whether the guest's kernel acknowledges `xl shutdown` once it is up."""
    return guest["behaviour"] != "deaf"


def obeys(guest):
    """Whether an acknowledged shutdown also happens (recorded: a guest that acks and ignores)."""
    return guest["behaviour"] not in ("deaf", "ignores-shutdown")
