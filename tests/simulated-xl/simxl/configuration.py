"""xl configuration files: their syntax, what xl makes of their keys, and its JSON.

Syntax after xl's own grammar (libxlu_cfg): `KEY = VALUE` per line or `;`, VALUE a string in either
quotes, a number, or a list; `#` comments; a later key overrides an earlier one. **Unknown keys are
ignored without a word** (recorded).
"""
from simxl.call import write
from simxl.store import Exit

ACTIONS = ("destroy", "restart", "rename-restart", "preserve", "coredump-destroy", "coredump-restart", "soft-reset")
_NAMES = {"=": "'='", "[": "'['", "]": "']'", ",": "','", ";": "';'", "+=": "OP_ADD", "\n": "NEWLINE", "": "end of file"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


class SyntaxProblem(Exception):
    """One line of the configuration is wrong."""


class _Token:
    def __init__(self, kind, text, value, line):
        self.kind, self.text, self.value, self.line = kind, text, value, line


def _tokens(text):
    """Cuts a text into tokens; what fits none becomes an error token."""
    position, line, end = 0, 1, len(text)
    while position < end:
        char = text[position]
        start = position
        if char in " \t\r":
            position += 1
            continue
        if char == "#":
            while position < end and text[position] != "\n":
                position += 1
            continue
        position += 1
        if char == "\n":
            yield _Token("NEWLINE", char, None, line)
            line += 1
        elif char == "+" and text[position:position + 1] == "=":
            position += 1
            yield _Token("OP_ADD", "+=", None, line)
        elif char in "=[],;":
            yield _Token(_NAMES[char], char, None, line)
        elif char in "'\"":
            close = text.find(char, position)
            stop = text.find("\n", position)
            if close < 0 or -1 < stop < close:
                position = end if stop < 0 else stop
                yield _Token("error", text[start:position], None, line)
            else:
                position = close + 1
                yield _Token("STRING", text[start:position], _dequote(text[start + 1:close]), line)
        elif char.isalnum() and char.isascii() or char == "_":
            while position < end and (text[position].isascii() and text[position].isalnum() or text[position] == "_"):
                position += 1
            word = text[start:position]
            yield _Token("NUMBER" if _number(word) is not None else "error" if word[0].isdigit() else "IDENT", word, word, line)
        elif char == "-" and text[position:position + 1].isdigit():
            while position < end and text[position].isalnum():
                position += 1
            yield _Token("NUMBER", text[start:position], text[start:position], line)
        else:
            yield _Token("error", char, None, line)
    yield _Token("end of file", "", None, line)


def _number(word):
    """C's strtoul with base 0, as the whole word."""
    try:
        digits = word.lstrip("-")
        if digits[:1] == "0" and digits.isdigit():
            return int(word, 8)
        return int(word, 0)
    except ValueError:
        return None


def _dequote(text):
    if "\\" not in text:
        return text
    parts, index = [], 0
    while index < len(text):
        char = text[index]
        if char != "\\" or index + 1 == len(text):
            parts.append(char)
            index += 1
            continue
        char = text[index + 1]
        if char == "x" and _hex(text[index + 2:index + 4]):
            parts.append(chr(int(text[index + 2:index + 4], 16)))
            index += 4
        else:
            parts.append(_ESCAPES.get(char, char))
            index += 2
    return "".join(parts)


def _hex(digits):
    return len(digits) == 2 and all(digit in "0123456789abcdefABCDEF" for digit in digits)


class _Parser:
    """Recursive descent over the grammar; goes on after an error at the next line, as the real one does."""

    def __init__(self, text):
        self._tokens = _tokens(text)
        self._token = next(self._tokens)
        self.values = {}
        self.problems = []

    def parse(self):
        while self._token.kind != "end of file":
            try:
                self._statement()
            except SyntaxProblem as problem:
                self.problems.append(str(problem))
                while self._token.kind not in ("NEWLINE", "end of file"):
                    self._next()
        return self

    def _statement(self):
        if self._token.kind in ("NEWLINE", "';'"):
            self._next()
            return
        key = self._want("IDENT").value
        add = self._token.kind == "OP_ADD"
        self._want("OP_ADD", "'='")
        value = self._value()
        if self._token.kind != "end of file":
            self._want("NEWLINE", "';'", keep=True)
        earlier = self.values.get(key)
        self.values[key] = earlier + value if add and type(earlier) is type(value) else value

    def _value(self):
        if self._token.kind != "'['":
            return self._want("STRING", "NUMBER", "'['").value
        self._next()
        items = []
        self._skip_newlines()
        while self._token.kind != "']'":
            items.append(self._value())
            self._skip_newlines()
            if self._token.kind != "']'":
                self._want("','", "']'")
                self._skip_newlines()
        self._next()
        return items

    def _skip_newlines(self):
        while self._token.kind == "NEWLINE":
            self._next()

    def _want(self, *kinds, keep=False):
        token = self._token
        if token.kind not in kinds:
            self._complain(token, kinds)
        if not keep:
            self._next()
        return token

    def _complain(self, token, kinds):
        near = "<newline>" if token.kind == "NEWLINE" else "`%s'" % token.text if token.text else ""
        if token.kind == "error":
            problem = "lexical error"
        else:
            problem = "syntax error, unexpected %s, expecting %s" % (token.kind, " or ".join(kinds))
        raise SyntaxProblem("%d: config parsing error near %s: %s" % (token.line, near, problem))

    def _next(self):
        if self._token.kind != "end of file":
            self._token = next(self._tokens)


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
    parsed = _Parser(text + "".join(word + "\n" for word in extra)).parse()
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
    for key, default in (("on_poweroff", "destroy"), ("on_reboot", "restart"), ("on_watchdog", "destroy"), ("on_crash", "destroy")):
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
    number = _number(text.strip())
    if number is None or number < 0:
        write(2, "%s:1: warning: parameter `%s' is not a valid number\n" % (path, key))
        return default
    return number


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


# -- xl's JSON ------------------------------------------------------------------------------------

def dom0_record(dom0):
    """Dom0 in `xl list -l`, as recorded."""
    return {"domid": 0, "config": {
        "c_info": {"type": "pv", "name": "Domain-0"},
        "b_info": {"max_memkb": dom0["max_kib"], "target_memkb": dom0["shown_target_kib"],
                   "sched_params": {"sched": "credit2", "weight": 256, "cap": 0},
                   "type.pv": {}, "arch_arm": {}, "arch_x86": {}}}}


def record_of(config, domain=None):
    """A guest in `xl list -l` (domain given) or in `xl create -n`; what has xl's default is left out."""
    made = domain is not None
    create = {"type": config["type"], "name": config["name"]}
    if made:
        create["domid"] = 4294967295  # recorded: the real id is the outer one
    create.update(uuid=config["uuid"], run_hotplug_scripts="True")
    build = {"max_vcpus": config["max_vcpus"], "avail_vcpus": list(range(config["vcpus"])),
             "max_memkb": domain["max_kib"] if made else config["max_kib"], "target_memkb": config["memory_kib"]}
    if made:
        build["video_memkb"] = 0
    build["sched_params"] = {"sched": "credit2", "weight": 256, "cap": 0} if made else {}
    build["claim_mode"] = "True"
    for key in ("kernel", "cmdline", "ramdisk"):
        if config[key]:
            build[key] = config[key]
    build["type." + config["type"]] = {}
    build["arch_arm"] = {}
    build["arch_x86"] = {"msr_relaxed": "False"} if made else {}
    record = {"c_info": create, "b_info": build}
    for key in ("on_poweroff", "on_reboot", "on_watchdog", "on_crash"):
        if config[key] != "destroy":
            record[key] = config[key]
    record["on_soft_reset"] = "soft_reset"
    return record


def yajl(value, indent=0):
    """JSON as yajl beautifies it for xl: four blanks, an empty map has an empty line."""
    inner, outer = " " * (indent + 4), " " * indent
    if isinstance(value, dict):
        lines = ["%s%s: %s" % (inner, _quoted(key), yajl(item, indent + 4)) for key, item in value.items()]
        return "{\n%s\n%s}" % (",\n".join(lines), outer)
    if isinstance(value, list):
        return "[\n%s\n%s]" % (",\n".join(inner + yajl(item, indent + 4) for item in value), outer)
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text):
    """yajl's strings: only what JSON must have escaped is escaped."""
    marks = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
    return '"%s"' % "".join(marks.get(char) or (char if char >= " " else "\\u%04X" % ord(char)) for char in text)
