"""How OpenPBS writes what it knows: JSON with tabs, tables, times."""
import re
import time

NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$")


def moment(seconds):
    return time.strftime("%a %b %d %H:%M:%S %Y", time.gmtime(seconds))


def clock(seconds):
    seconds = int(seconds)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def quoted(text):
    """As PBS does it: backslashes of values come out multiplied, control characters as escapes; other bytes as they are."""
    out = text.replace("\\", "\\" * 8).replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + re.sub(r"[\x00-\x1f]", lambda c: f"\\u{ord(c.group()):04x}", out) + '"'


class Literal(str):
    """A value that is never retyped."""


def variable(text):
    """A value of the job's environment: what looks like a number or a truth value becomes one."""
    if text in ("true", "false"):
        return text
    if NUMBER.match(text):
        return f"{float(text):.17g}" if "." in text or "e" in text.lower() or len(text) > 18 else str(int(text))
    return quoted(text)


def value(item):
    if isinstance(item, Raw):
        return f'"{item}"'
    return str(item) if isinstance(item, (int, float)) else quoted(item)


def folded(line):
    """A long line of qstat -f goes on below, behind a tab. (PBS prefers to break it behind a comma; who reads it joins the parts.)"""
    return "\n\t".join([line[:79], *(line[at:at + 64] for at in range(79, len(line), 64))])


def plain(name, fields, whole_lines):
    """qstat -f, and -f -w."""
    lines = [f"Job Id: {name}"]
    for key, item in fields.items():
        if key == "Variable_List":
            item = ",".join(f"{one}={other}" for one, other in item.items())
        pairs = [(f"{key}.{one}", other) for one, other in item.items()] if isinstance(item, dict) else [(key, item)]
        for one, other in pairs:
            line = f"    {one} = {other}"
            lines.append(line if whole_lines else folded(line))
    return "\n".join(lines) + "\n\n"


class Raw(str):
    """Printed as it is: what versions before 20 do with a comment."""


def members(fields, depth, write=value):
    tabs = "\t" * depth
    lines = []
    for key, item in fields.items():
        if isinstance(item, dict):
            inner = members(item, depth + 1, variable if key == "Variable_List" else value)
            lines.append(f'{tabs}"{key}":\t{{\n{inner}{tabs}}}')
        elif isinstance(item, list):
            lines.append(f'{tabs}"{key}":\t[{", ".join(quoted(one) for one in item)}]')
        else:
            lines.append(f'{tabs}"{key}":\t{write(item)}')
    return ",\n".join(lines) + ("\n" if lines else "")


def answer(now, server, version, what=None, records=None):
    """The whole of a -F json. Without records there is no member for them, whatever went wrong."""
    head = {"timestamp": int(now), "pbs_version": version, "pbs_server": server}
    text = members(head, 1)
    if records:
        text = text[:-1] + f',\n\t"{what}":\t{{\n' + ",\n".join(records) + "\n\t}\n"
    return "{\n" + text + "}\n"


def record(name, fields):
    return f'\t\t{quoted(name)}:\t{{\n' + members(fields, 3) + "\t\t}"


HEAD = ("Job id            Name             User              Time Use S Queue\n"
        "----------------  ---------------- ----------------  -------- - -----\n")


def row(job, used):
    return f"{job.id:<17} {job.name[:15]:<16} {job.owner[:15]:<16} {used:>9} {job.state} {job.queue:<16}\n"


QSUB_USAGE = """usage: qsub [-a date_time] [-A account_string] [-c interval]
	[-C directive_prefix] [-e path] [-f ] [-h ] [-I [-X]] [-j oe|eo] [-J X-Y[:Z]]
	[-k keep] [-l resource_list] [-m mail_options] [-M user_list]
	[-N jobname] [-o path] [-p priority] [-P project] [-q queue] [-r y|n]
	[-R o|e|oe] [-S path] [-u user_list] [-W otherattributes=value...]
	[-v variable_list] [-V ] [-z] [script | -- command [arg1 ...]]
       qsub --version
"""

# What each command says, with its exit status, when nobody listens at the server's port.
DOWN = {
    "qstat": ("Connection refused\nqstat: cannot connect to server {server} (errno=15010)\n", 255),
    "qsub": ("Connection refused\nqsub: cannot connect to server {server} (errno=15010)\n", 162),
    "qdel": ("Connection refused\nCouldn't connect to cluster: {server}\n", 162),
    "qsig": ("Connection refused\nqsig: cannot connect to server {server} (errno=15010)\n", 162),
    "qhold": ("Connection refused\nqhold: cannot connect to server {server} (errno=15010)\n", 162),
    "qrls": ("Connection refused\nqrls: cannot connect to server {server} (errno=15010)\n", 162),
    "pbsnodes": ("Connection refused\npbsnodes: cannot connect to server {server}, error=15010\n", 1),
    "pbs_release_nodes": ("Connection refused\npbs_release_nodes: cannot connect to server {server} (errno=15010)\n", 162),
    "qmgr": ("Connection refused\nqmgr: cannot connect to server \n", 3),
}
# A server's name that nothing resolves.
UNKNOWN_HOST = {
    "qstat": ("Unknown Host.\nqstat: cannot connect to server {server} (errno=15008)\n", 255),
    "qsub": ("Unknown Host.\nqsub: cannot connect to server {server} (errno=15008)\n", 160),
}
