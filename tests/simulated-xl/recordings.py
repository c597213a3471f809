"""Recorded calls of the real xl, and what they would have printed with other values.

A recording is read, taken apart, given other names, ids, UUIDs and amounts, and put together
again. Putting together what was only taken apart must give the recording itself, to the byte: so
the formats here are proved by the recordings and not by the program under test.
"""
import json
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent / "fixtures"

_LIST = re.compile(r"(?P<name>.*?) +(?P<id>\d+) +(?P<mib>\d+) +(?P<vcpus>\d+) {5}(?P<state>[rbpscd-]{6}) +(?P<time>\d+\.\d)"
                   r"(?: (?P<uuid>[0-9a-f-]{36})(?P<rest> .*))?(?P<numa> all)?")
_VM_LIST = re.compile(r"(?P<uuid>[0-9a-f-]{36})  (?P<id>\d+)    (?P<name>.*?) *")
_UPTIME = re.compile(r"(?P<name>\S+) +(?P<id>\d+)  (?P<time>\d+:\d\d:\d\d)")
_VCPUS = re.compile(r"(?P<name>\S+) +(?P<id>\d+) +(?P<vcpu>\d+) +(?P<cpu>\d+)   (?P<state>[rbp-]{3}) +(?P<time>\d+\.\d)  all / all")


def load(number):
    """(exit code, stdout, stderr) of the recording whose file name begins with number."""
    meta, = FOLDER.glob(number + "-*.meta")
    code = int(re.search(r"^rc: (\d+)", meta.read_text(), re.M).group(1))
    out, err = (_text(meta.with_suffix(suffix)) for suffix in (".stdout", ".stderr"))
    return code, out, err


def table(number):
    """A recorded listing without meta data."""
    path, = FOLDER.glob(number + "*.stdout")
    return _text(path)


def _text(path):
    return path.read_bytes().decode() if path.exists() else ""


class Variation:
    """Other values for those of a recording."""

    def __init__(self, names=(), ids=None, uuids=(), mib=None, words=()):
        self.names, self.ids, self.uuids = dict(names), ids or {}, dict(uuids)
        self.mib, self.words = {} if mib is None else mib, dict(words)

    def id(self, recorded):
        return self.ids.get(recorded, recorded)

    def text(self, text):
        """A recorded text with these values; times become T."""
        if text.lstrip().startswith(("[", "{")):
            return self._json(text)
        return "".join(self._line(line) for line in text.splitlines(keepends=True))

    def _line(self, line):
        body, end = line.rstrip("\n"), line[len(line.rstrip("\n")):]
        for pattern, build in ((_LIST, _build_list), (_VM_LIST, _build_vm_list), (_UPTIME, _build_uptime),
                               (_VCPUS, _build_vcpus)):
            match = pattern.fullmatch(body)
            if match:
                fields = match.groupdict()
                assert build(fields) == body, (build(fields), body)
                return _blur(build(self._fields(fields))) + end
        return self._sentence(body) + end

    def _fields(self, fields):
        varied = dict(fields, id=self.id(int(fields["id"])), name=self.names.get(fields["name"], fields["name"]))
        if fields.get("uuid"):
            varied["uuid"] = self.uuids.get(fields["uuid"], fields["uuid"])
        if fields.get("mib"):
            varied["mib"] = self.mib.get(int(fields["mib"]), int(fields["mib"]))
        return varied

    def _sentence(self, line):
        line = re.sub(r"((?:[Dd]omain|domid)[ =]'?)(\d+)", lambda match: match[1] + str(self.id(int(match[2]))), line)
        for old, new in sorted({**self.names, **self.uuids, **self.words}.items(), key=lambda pair: -len(pair[0])):
            line = re.sub(r"(?<![\w./-])%s(?![\w])" % re.escape(old), lambda _, new=new: new, line)
        return re.sub(r"\[pid \d+\]", "[pid P]", line)

    def _json(self, text):
        value = json.loads(text)
        tail = text[len(text.rstrip("\n")):]
        assert beautified(value) + tail == text
        for record in value if isinstance(value, list) else [{"config": value}]:
            self._vary(record)
        return beautified(value) + tail

    def _vary(self, record):
        create, build = record["config"]["c_info"], record["config"]["b_info"]
        if "domid" in record:
            record["domid"] = self.id(record["domid"])
        create["name"] = self.names.get(create["name"], create["name"])
        if "uuid" in create:
            create["uuid"] = self.uuids.get(create["uuid"], create["uuid"])
        for key in ("max_memkb", "target_memkb"):
            mib, less = -(-build[key] // 1024), -build[key] % 1024
            build[key] = self.mib.get(mib, mib) * 1024 - less
        for key in ("kernel", "ramdisk", "cmdline"):
            if key in build:
                build[key] = self.words.get(build[key], build[key])


def blurred(text):
    """A text of the program under test, its times and process ids made comparable."""
    lines = []
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\n")
        if any(pattern.fullmatch(body) for pattern in (_LIST, _UPTIME, _VCPUS)):
            body = _blur(body)
        lines.append(re.sub(r"\[pid \d+\]", "[pid P]", body) + line[len(line.rstrip("\n")):])
    return "".join(lines)


def _blur(line):
    """The time column keeps its right edge and loses its digits."""
    return re.sub(r" +(\d+\.\d|\d+:\d\d:\d\d)(?= |$)(?!.* \d+\.\d)", lambda match: "T".rjust(len(match[0])), line)


def _build_list(row):
    line = "%-40s %5s %5s %5s     %s  %8s" % (row["name"], row["id"], row["mib"], row["vcpus"], row["state"], row["time"])
    return line + (" %s%s" % (row["uuid"], row["rest"]) if row["uuid"] else "") + (row["numa"] or "")


def _build_vm_list(row):
    return "%s  %s    %-30s" % (row["uuid"], row["id"], row["name"])


def _build_uptime(row):
    return "%-32s %5s  %s" % (row["name"], row["id"], row["time"])


def _build_vcpus(row):
    return "%-32s %5s %5s %4s   %s %9s  all / all" % (row["name"], row["id"], row["vcpu"], row["cpu"], row["state"], row["time"])


def beautified(value, indent=0):
    """JSON as xl prints it, written independently of the program under test."""
    text = json.dumps(value, indent=4, ensure_ascii=False)
    pattern = re.compile(r"^( *)(.*)\{\}(,?)$", re.M)
    return pattern.sub(lambda match: "%s%s{\n\n%s}%s" % (match[1], match[2], match[1], match[3]), text)
