"""simulated-xl: makes nodes, sets them, arms faults, acts as guests and as the power switch, tells the truth."""
import os

from simxl import faults, guest, world
from simxl import settings as setting
from simxl.call import find, write
from simxl.codec import decode, encode
from simxl.store import Exit, Node, StateError, default_folder

USAGE = """\
Usage: simulated-xl [--state FOLDER] COMMAND

 init [--memory MIB] [--dom0 MIB] [--max MIB] [--profile fast|recorded] [KEY=VALUE ...]
                          make the node (or make it anew: freshly booted, no faults)
 set KEY=VALUE ...        change settings; profile=recorded or profile=fast sets many; KEY= sets the default again
 settings                 list all settings with their meaning
 show [--json]            the truth: memory, domains, daemons, residues, faults
 fault add KIND [KEY=VALUE ...]
 fault list | clear [ID]  | kinds
 guest DOMAIN end|crash|reboot|suspend|watchdog|soft-reset|REASON
                          the guest does it now, by itself
 residue add WHAT [DOMID] | clear
 xenstore write PATH [VALUE] | rm PATH
                          what xenstore-ls shows beside
 calls [--json] [--clear] every call of xl: when, how long, exit code, words
 power-off                as a reset does: guests and residues gone, dom0 as after a boot
 remove                   remove the node and end its daemons

FOLDER: $SIMULATED_XL_STATE, else /var/lib/simulated-xl.
"""

_SHORT = {"--memory": "memory.total", "--dom0": "memory.dom0", "--max": "memory.dom0-max"}


def main(argv):
    """Runs one command and ends the process."""
    words = argv[1:]
    folder = default_folder()
    if words[:1] == ["--state"] and len(words) > 1:
        folder, words = words[1], words[2:]
    try:
        _dispatch(Node(os.path.abspath(folder)), words)
        code = 0
    except (ValueError, StateError, OSError) as failure:
        write(2, "simulated-xl: %s\n" % failure)
        code = 1
    except Exit as ended:
        code = ended.code
    os._exit(code)


def _dispatch(node, words):
    if not words or words[0] in ("-h", "--help", "help"):
        write(1 if words else 2, USAGE)
        raise Exit(0 if words else 2)
    commands = {"init": init, "set": change, "settings": settings, "show": show, "fault": fault, "guest": act_as_guest,
                "residue": residue, "xenstore": xenstore, "calls": calls, "power-off": power_off, "remove": remove}
    if words[0] not in commands:
        write(2, USAGE)
        raise Exit(2)
    commands[words[0]](node, words[1:])


# -- the node -------------------------------------------------------------------------------------

def init(node, words):
    """Makes the state folder; the modules are compiled now rather than at the first call."""
    chosen = {}
    words = iter(words)
    for word in words:
        if word == "--profile":
            chosen.update(_profile(next(words, "")))
        elif word in _SHORT:
            chosen[_SHORT[word]] = setting.parse(_SHORT[word], next(words, ""))
        else:
            _set_one(chosen, word)
    _check_memory(chosen)
    node.create(chosen)
    for name, start in (("kernel", b"\x7fELF simulated kernel\n"), ("ramdisk", b"\x1f\x8b simulated ramdisk\n")):
        with open(node.path("images", name), "wb") as file:
            file.write(start)
    for module in ("create", "daemon", "ending", "host", "listing", "memory", "record", "running", "texts", "xenstore"):
        __import__("simxl." + module)


def _check_memory(chosen):
    total, xen, dom0, most = (setting.value_of(chosen, "memory." + key) for key in ("total", "xen", "dom0", "dom0-max"))
    if not dom0 <= most or not dom0 + xen <= total:
        raise ValueError("dom0 (%d MiB) does not fit: its maximum is %d, the machine has %d less %d for Xen"
                         % (dom0, most, total, xen))


def change(node, words):
    """Sets KEY=VALUE; all of them or, when one is wrong, none."""
    with node.locked() as state:
        chosen = dict(state["settings"])
        for word in words:
            _set_one(chosen, word)
        state["settings"] = chosen


def _set_one(chosen, word):
    key, equals, text = word.partition("=")
    if not equals:
        raise ValueError("KEY=VALUE is wanted, not " + word)
    if key == "profile":
        for known in [known for known in chosen if _is_of_a_profile(known)]:
            del chosen[known]
        chosen.update(_profile(text))
    elif text == "":
        chosen.pop(key, None)
    else:
        chosen[key] = setting.parse(key, text)


def _is_of_a_profile(key):
    return any(key in profile for profile in setting.PROFILES.values())


def _profile(name):
    if name not in setting.PROFILES:
        raise ValueError("no such profile: %s (there are %s)" % (name, ", ".join(setting.PROFILES)))
    return setting.PROFILES[name]


def settings(node, _):
    """All settings: value, default, meaning."""
    chosen = node.peek()["settings"] if node.exists() else {}
    for key, (default, meaning) in setting.KEYS.items():
        write(1, "%-20s %-8s (default %s) %s\n" % (key, chosen.get(key, default), default, meaning))
    write(1, "%-20s %s\n" % ("latency.COMMAND", "seconds that a command takes (default 0): " + " ".join(setting.COMMANDS)))
    for key, value in chosen.items():
        if key not in setting.KEYS:
            write(1, "%-20s %s\n" % (key, value))


def power_off(node, _):
    """All guests vanish at once; their daemons, which a reset would have killed, end too."""
    with node.locked() as state:
        world.power_on(state, state["now"])


def remove(node, _):
    """Removes the folder; daemons notice and end."""
    import shutil
    if not node.exists():
        return
    os.unlink(node.path("state.json"))
    node.wake_all()
    shutil.rmtree(node.folder, ignore_errors=True)


# -- the truth ------------------------------------------------------------------------------------

def show(node, words):
    """What is so, whatever xl says."""
    with node.locked() as state:
        truth = _truth(state)
    write(1, encode(truth) + "\n" if "--json" in words else _in_words(truth))


def _truth(state):
    truth = dict(state, free_kib=world.free_kib(state))
    truth["domains"] = [dict(domain, state=world.state_column(domain, state["now"]),
                             daemon_alive=_alive(domain["daemon"]), maker_alive=_alive(domain["maker"]))
                        for domain in state["domains"]]
    return truth


def _alive(pid):
    return bool(pid) and os.path.exists("/proc/%d" % pid)


def _in_words(truth):
    dom0 = truth["dom0"]
    lines = ["boot %d, dom0 %d MiB (target %d%s, max %d), free %d MiB" % (
        truth["boots"], dom0["memory_kib"] // 1024, dom0["target_kib"] // 1024, ", stalled" if dom0["stalled"] else "",
        dom0["max_kib"] // 1024, truth["free_kib"] // 1024)]
    for domain in truth["domains"]:
        lines.append("%-5d %-24s %s %s %5d MiB %s%s" % (
            domain["domid"], domain["name"] or "(null)", domain["uuid"], domain["state"], domain["memory_kib"] // 1024,
            domain["guest"]["behaviour"], "" if domain["daemon_alive"] else ", no daemon"))
    lines += ["residue: " + residue["what"] for residue in truth["residues"]]
    lines += ["fault: " + encode(fault) for fault in truth["faults"]]
    return "\n".join(lines) + "\n"


def calls(node, words):
    """The calls, oldest first; one without an end was killed or still runs."""
    if "--clear" in words:
        with open(node.path("calls.jsonl"), "w", encoding="utf-8"):
            return
    found = {}
    try:
        with open(node.path("calls.jsonl"), encoding="utf-8") as file:
            for line in file:
                part = decode(line)
                found.setdefault((part["pid"], part["started"]), {"exit": None, "ended": None}).update(part)
    except FileNotFoundError:
        pass
    for call in found.values():
        if "argv" in call:
            write(1, encode(call) + "\n" if "--json" in words else _call_in_words(call))


def _call_in_words(call):
    from time import localtime, strftime
    took = "%6.2f s" % (call["ended"] - call["started"]) if call["ended"] else "  no end"
    at = strftime("%H:%M:%S", localtime(call["at"])) + (".%03d" % (call["at"] % 1 * 1000))
    return "%s %s exit %-4s pid %-7d xl %s\n" % (at, took, "-" if call["exit"] is None else call["exit"], call["pid"],
                                                 " ".join(call["argv"]))


# -- what goes wrong --------------------------------------------------------------------------------

def fault(node, words):
    """Arms, lists, clears faults."""
    if words[:1] == ["kinds"]:
        for kind, (commands, meaning) in faults.KINDS.items():
            write(1, "%-22s %s%s\n" % (kind, meaning, "" if not commands else " [%s]" % ", ".join(commands)))
    elif words[:1] == ["add"] and len(words) > 1:
        armed = faults.parse(words[1], words[2:])
        with node.locked() as state:
            armed["id"] = state["next_fault"]
            state["next_fault"] += 1
            state["faults"].append(armed)
        write(1, "%d\n" % armed["id"])
    elif words[:1] == ["list"]:
        for armed in node.peek()["faults"]:
            write(1, encode(armed) + "\n")
    elif words[:1] == ["clear"]:
        with node.locked() as state:
            state["faults"] = [armed for armed in state["faults"] if words[1:] and str(armed["id"]) not in words[1:]]
    else:
        raise ValueError("fault add KIND [KEY=VALUE ...] | list | clear [ID] | kinds")


def residue(node, words):
    """What an ended guest left on the host."""
    with node.locked() as state:
        if words[:1] == ["add"] and len(words) in (2, 3):
            domid = int(words[2]) if words[2:] else None
            state["residues"].append({"what": words[1], "domid": domid, "uuid": None, "at": state["now"]})
        elif words == ["clear"]:
            state["residues"] = []
        else:
            raise ValueError("residue add WHAT [DOMID] | clear")


def xenstore(node, words):
    """What xenstored has beside the devices of this node's guests; a power-off forgets it."""
    with node.locked() as state:
        if words[:1] == ["write"] and len(words) in (2, 3) and words[1].startswith("/"):
            state.setdefault("xenstore", {})[words[1]] = "".join(words[2:])
        elif words[:1] == ["rm"] and len(words) == 2:
            state["xenstore"] = {path: value for path, value in state.get("xenstore", {}).items()
                                 if path != words[1] and not path.startswith(words[1] + "/")}
        else:
            raise ValueError("xenstore write PATH [VALUE] | rm PATH")


def act_as_guest(node, words):
    """The guest ends now, of its own will, for whatever reason it gives."""
    if len(words) != 2:
        raise ValueError("guest DOMAIN %s|REASON (DOMAIN: a name, a domid or a UUID)" % "|".join(guest.DEEDS))
    code = guest.deed(words[1])
    with node.locked() as state:
        domain = find(state, words[0]) or next((d for d in state["domains"] if d["uuid"] == words[0]), None)
        if domain is None or domain["dying"] or domain["shutdown"] is not None:
            raise ValueError("no such running guest: " + words[0])
        world.shut(domain, code, state["now"])
