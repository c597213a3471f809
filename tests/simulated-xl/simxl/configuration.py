"""What xl makes of a configuration file's keys. **Unknown keys are ignored without a word** (recorded)."""
from simxl.call import write
from simxl.store import Exit
from simxl.syntax import Parser, number

ACTIONS = ("destroy", "restart", "rename-restart", "preserve", "coredump-destroy", "coredump-restart", "soft-reset")
_EVENTS = (("on_poweroff", "destroy"), ("on_reboot", "restart"), ("on_watchdog", "destroy"), ("on_crash", "destroy"))


def read(path, extra, quiet):
    """The keys of a configuration file plus KEY=VALUE words; ends the call when there are none to be had."""
    if path is None:
        write(2, "Config file not specified and none in save file\n")
        raise Exit(6)
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8", "surrogateescape")
    except OSError as failure:
        write(2, "Failed to read config file: %s: %s\n" % (path, failure.strerror))
        raise Exit(3) from None
    if not quiet:
        write(2, "Parsing config from %s\n" % path)
    parsed = Parser(text + "".join(word + "\n" for word in extra)).parse()
    if parsed.problems:
        for problem in parsed.problems:
            write(2, "%s:%s\n" % (path, problem))
        write(2, "Failed to parse config: Invalid argument\n")
        raise Exit(1)
    return interpret(parsed.values, path)


def interpret(values, path):
    """What xl makes of the keys that matter here."""
    config = {"name": _text(values, "name", path), "type": _type(values, path), "kernel": _text(values, "kernel", path),
              "ramdisk": _text(values, "ramdisk", path), "bootloader": _text(values, "bootloader", path)}
    if not config["name"]:
        _refuse("Domain name must be specified.\n")
    config["uuid"] = _uuid(_text(values, "uuid", path))
    config["cmdline"] = _cmdline(values, path)
    config["memory_kib"] = _integer(values, "memory", path, 32) * 1024
    config["max_kib"] = max(config["memory_kib"], _integer(values, "maxmem", path, 0) * 1024)
    config["vcpus"] = max(1, _integer(values, "vcpus", path, 1))
    config["max_vcpus"] = max(config["vcpus"], _integer(values, "maxvcpus", path, 1))
    config["disks"] = _disk_files(values.get("disk"))
    config["vifs"] = len(values["vif"]) if isinstance(values.get("vif"), list) else 0
    for key, default in _EVENTS:
        config[key] = _text(values, key, path) or default
        if config[key] not in ACTIONS:
            _refuse('Unknown %s action "%s" specified\n' % (key, config[key]))
    if config["type"] == "pv" and not config["kernel"] and not config["bootloader"]:
        _refuse("neither kernel nor bootloader specified\n")
    return config


def _refuse(text):
    write(2, text)
    raise Exit(1)


def _text(values, key, path):
    value = values.get(key, "")
    if isinstance(value, list):
        write(2, "%s:1: warning: parameter `%s' is a list but should be a single value\n" % (path, key))
        return ""
    return value


def _integer(values, key, path, default):
    text = _text(values, key, path)
    if text == "":
        return default
    value = number(text.strip())
    if value is None or value < 0:
        write(2, "%s:1: warning: parameter `%s' is not a valid number\n" % (path, key))
        return default
    return value


def _type(values, path):
    kind = _text(values, "type", path)
    if not kind:
        return "hvm" if _text(values, "builder", path) == "hvm" else "pv"
    if kind not in ("pv", "pvh", "hvm"):
        _refuse('Invalid domain type "%s" specified\n' % kind)
    return kind


def _cmdline(values, path):
    """`cmdline`, else `root=ROOT EXTRA`, as xl joins them."""
    cmdline = _text(values, "cmdline", path)
    if cmdline:
        return cmdline
    root, extra = _text(values, "root", path), _text(values, "extra", path)
    return " ".join(part for part in ("root=" + root if root else "", extra) if part)


def _disk_files(disks):
    """(virtual device, file) of each disk that has a file; `phy:` and `file:` are old ways to say it."""
    files = []
    for disk in disks if isinstance(disks, list) else ():
        if isinstance(disk, str):
            words = [word.strip() for word in disk.split(",")]
            keys = dict(word.split("=", 1) for word in words if "=" in word)
            places = [word for word in words if "=" not in word]
            old = places[:1] and places[0].partition(":")[0] in ("phy", "file")
            target = keys.get("target") or (places[0].partition(":")[2] if old else "".join(places[:1]))
            vdev = keys.get("vdev") or "".join(places[1:2] if old else places[2:3])
            if target.startswith("/") and "script" not in keys:
                files.append([vdev, target])
    return files


def _uuid(text):
    """The given UUID, or a random one (version 4)."""
    if text:
        digits = text.replace("-", "").lower()
        if len(digits) != 32 or any(digit not in "0123456789abcdef" for digit in digits):
            _refuse("Failed to parse UUID: %s\n" % text)
    else:
        from os import urandom
        digits = urandom(16).hex()
        digits = digits[:12] + "4" + digits[13:16] + "89ab"[int(digits[16], 16) & 3] + digits[17:]
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
