"""The commands: what each makes of its arguments, what it prints, and its exit status."""
import getopt
import re
import shlex

from . import texts
from .job import Job
from .server import Refused, indices

LOCAL_QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(@.*)?$")


class Result(Exception):
    """How a command ended."""

    def __init__(self, output="", errors="", code=0):
        super().__init__(code)
        self.output, self.errors, self.code = output, errors, code


def run(server, program, arguments, user="root", script="", environment=None, folder="/"):
    """Output, errors, exit status."""
    try:
        PROGRAMS[program](server, list(arguments), user, script, environment or {}, folder)
    except Result as result:
        return result.output, result.errors, result.code
    except Refused as refused:
        return "", f"{program}: {refused.words}\n", refused.code
    return "", "", 0


# ---- qsub ----

def qsub(server, arguments, user, script, environment, folder):
    plain = arguments[: arguments.index("--")] if "--" in arguments else arguments
    bad = [word for word in plain if word.startswith("--")]
    try:
        if bad:
            raise Result("", "".join(f"qsub: invalid option -- '{letter}'\n" for letter in (bad[0][1], bad[0][2])) + texts.QSUB_USAGE, 2)
        options, words = getopt.getopt(arguments, "a:A:c:C:e:fhIXj:J:k:l:m:M:N:o:p:P:q:r:R:S:u:W:v:Vz")
    except getopt.GetoptError as error:
        raise Result("", f"qsub: invalid option -- '{error.opt}'\n" + texts.QSUB_USAGE, 2) from None
    job = new_job(server, arguments, user, folder, environment)
    direct = "--" in arguments
    if direct:
        job.command = words
    elif words:
        raise Result("", "qsub: script file:: No such file or directory\n", 1)
    else:
        job.script = script
    try:
        for option, value in options:
            apply(server, job, option, value)
        finish(server, job, options)
    except Refused as refused:
        # What the server itself refuses has had an id already.
        server.next += refused.code != 166
        raise
    raise Result(server.add(job) + "\n")


def new_job(server, arguments, user, folder, environment):
    home = environment.get("HOME", folder)
    return Job(sequence=0, name="STDIN", owner=user, queue=server.default_queue, command=[], script="", arguments=written(arguments),
               created=server.clock(), home=home, resources={}, variables=pbs_variables(environment, home, user, folder, server))


def pbs_variables(environment, home, user, folder, server):
    all_ = {"PBS_O_HOME": home, "PBS_O_LANG": environment.get("LANG", "C.UTF-8"), "PBS_O_LOGNAME": user,
            "PBS_O_PATH": environment.get("PATH", "/usr/bin:/bin"), "PBS_O_SHELL": "/bin/bash", "PBS_O_INTERACTIVE_AUTH_METHOD": "resvport",
            "PBS_O_INTERACTIVE_ENCRYPT_METHOD": "", "PBS_O_WORKDIR": folder, "PBS_O_SYSTEM": "Linux"}
    if user == "root":
        del all_["PBS_O_LOGNAME"]
    return all_ | {"PBS_O_QUEUE": server.default_queue, "PBS_O_HOST": server.name}


def written(arguments):
    return " ".join(word if re.match(r"\S+$", word) else '"' + word + '"' for word in arguments)


def apply(server, job, option, value):
    match option:
        case "-N":
            if len(value) > 236:
                raise Result("", "qsub: Job name is too long \n", 2)
            if not re.match(r"[A-Za-z0-9_.+-]+$", value):
                raise Result("", "qsub: illegal -N value\n" + texts.QSUB_USAGE, 2)
            job.name = value
        case "-q":
            queue(server, job, value)
        case "-h":
            job.hold, job.state, job.substate = "u", "H", 20
        case "-j":
            job.joined = value
        case "-o":
            job.output = value
        case "-e":
            job.error = value
        case "-A":
            job.account = value
        case "-P":
            job.project = value
        case "-m":
            job.mail = value
        case "-r":
            job.rerunable = value == "y"
        case "-J":
            try:
                indices(value)
            except ValueError:
                raise Result("", "qsub: illegal -J value\n" + texts.QSUB_USAGE, 2) from None
            job.range = value
        case "-a":
            job.start = 0  # those of the recordings are long over
        case "-l":
            resources(job, value)
        case "-v":
            variables(job, value)
        case "-W":
            if value == "no_stdio_sockets=true":
                job.no_stdio_sockets = True
            match = re.match(r"depend=(\w+):(\d+)$", value)
            if match:
                job.depend = f"{match[1]}:{match[2]}.{server.name}@{server.name}"


def queue(server, job, value):
    name, _, host = value.partition("@")
    if host and host != server.name:
        raise Result("", f"Unknown Host.\nqsub: cannot connect to server {server.name} (errno=15008)\n", 160)
    if name not in server.queues:
        raise Refused(170, "Unknown queue")
    job.queue = job.variables["PBS_O_QUEUE"] = name


def resources(job, text):
    for part in re.split(r",(?=\w+=)", text):
        name, _, value = part.partition("=")
        if name == "walltime":
            if not re.match(r"[\d:]+$", value):
                raise Refused(166, "Illegal attribute or resource value Resource_List.walltime")
            seconds = 0
            for piece in value.split(":"):
                seconds = seconds * 60 + int(piece)
            job.resources["walltime"] = texts.clock(seconds)
        elif name == "select":
            unknown = [word.split("=")[0] for word in value.split(":")[1:] if word.split("=")[0] not in ("xen", "ncpus", "mem", "host")]
            if unknown:
                raise Refused(187, f"Unknown resource: {unknown[0]}")
            job.resources["select"] = value
        elif name == "place":
            job.resources["place"] = value
            job.exclusive = "excl" in value.split(":")
        elif name in ("xen", "host"):
            job.resources[name] = "True" if value.lower() == "true" else value
        elif name == "nodes":
            count, *properties = value.split(":")
            for one in properties:
                if one != "xen":
                    raise Refused(187, f"Unknown resource: {one}")
            job.resources["nodes"] = value
            job.resources["select"] = f"{count}:ncpus=1:" + ":".join(f"{one}=True" for one in properties)
            job.resources["place"] = "scatter"
        else:
            raise Refused(187, f"Unknown resource: {name}")


def variables(job, text):
    for name, _, double, single, bare in re.findall(r"""([A-Za-z_]\w*)=("([^"]*)"|'([^']*)'|([^,]*))(?:,|$)""", text):
        job.variables = {name: double or single or bare, **job.variables}


def finish(server, job, options):
    given = {option for option, _ in options}
    if job.range and ("-r", "n") in options:
        # OpenPBS's documentation: an array must be rerunnable. Not recorded.
        raise Result("", "qsub: cannot submit non-rerunable Array Job\n", 2)
    if not server.queues[job.queue]["enabled"]:
        raise Refused(173, "Queue is not enabled")
    limit = server.queues[job.queue].get("max_walltime")
    if limit and job.walltime() > limit:
        raise Refused(188, "Job violates queue and/or server resource limits")
    most = server.queues[job.queue].get("max_queued")
    if most is not None and sum(not other.over and other.queue == job.queue for other in server.jobs.values()) >= most:
        raise Refused(38, "would exceed queue generic's per-user limit")
    default_chunk(job)
    where = job.variables["PBS_O_WORKDIR"]
    job.output = on_host(server, job.output, f"{where}/{job.name}.o%id")
    job.error = on_host(server, job.error, f"{where}/{job.name}.e%id")
    if "-h" in given and job.range:
        job.state, job.substate = "H", 20
    if job.depend:
        job.hold = "s"


def on_host(server, path, otherwise):
    if not path:
        return f"{server.name}:{otherwise}"
    if ":" in path:
        return path
    # The lab of the recordings had its own name at 127.0.0.1, so that its submit host was called localhost there.
    return (server.submit_host + ":" if path == "/dev/null" else server.name + ":") + path


def default_chunk(job):
    given = job.resources
    chunk = given.get("select")
    extra = [f"{name}={given[name]}" for name in ("host", "xen") if name in given and not chunk]
    before = [part for part in extra if part.startswith("host")]
    behind = [part for part in extra if part.startswith("xen")]
    place = given.get("place", "pack" if not chunk else "free")
    chunk = chunk or ":".join(["1", *before, "ncpus=1", *behind])
    count = int(chunk.split(":")[0])
    match = re.search(r"ncpus=(\d+)", chunk)
    job.cpus = int(match[1]) if match else 1
    ordered = {"host": given.get("host"), "ncpus": job.cpus * count, "nodect": count, "nodes": given.get("nodes"), "place": place,
               "select": chunk, "walltime": given.get("walltime"), "xen": given.get("xen")}
    job.resources = {key: value for key, value in ordered.items() if value is not None}


# ---- qstat ----

def qstat(server, arguments, user, script, environment, folder):
    options, words = getopt.gnu_getopt(arguments, "xtfwBQF:")
    chosen = {option for option, _ in options}
    json = dict(options).get("-F") == "json"
    if "-B" in chosen:
        raise Result(about_server(server) if json else f"Server: {server.name}\n")
    if "-Q" in chosen:
        about_queues(server, words, json)
    shown, errors, code = [], "", 0
    history = "-x" in chosen
    if history and not server.history:
        for word in words or [""]:
            errors += f"qstat: PBS is not configured to maintain job history {word}".rstrip() + "\n"
        raise Result(texts.answer(server.clock(), server.name, server.version) if json else "", errors, 0)
    for word in words or [""]:
        found, error, status = select(server, word, history, "-t" in chosen)
        # The JSON gets a member for jobs with the first operand that has some, and never again (qstat.c of 23.06.06): the others are lost without a word.
        shown += found if not (json and shown) else []
        errors += error
        code = status or code
    if json:
        records = [texts.record(job.id, job.fields(server.clock(), server.name)) for job in shown]
        raise Result(texts.answer(server.clock(), server.name, server.version, "Jobs", records), errors, code)
    if "-f" in chosen:
        raise Result("".join(texts.plain(job.id, job.fields(server.clock(), server.name), "-w" in chosen) for job in shown), errors, code)
    table = "".join(texts.row(job, job.used(server.clock())) for job in shown)
    raise Result(texts.HEAD + table if shown else "", errors, code)


def select(server, word, history, tasks):
    """Jobs of one operand: an id, a queue, or nothing."""
    if re.match(r"\d", word):
        try:
            job = server.find(word)
        except Refused as refused:
            return [], f"qstat: {refused.words}\n", refused.code
        if job.over and not history and not (job.index and not server.jobs[f"{job.sequence}[].{server.name}"].over):
            return [], f"qstat: {job.id} Job has finished, use -x or -H to obtain historical job information\n", 35
        return [job] + (server.tasks(job) if tasks and job.range else []), "", 0
    if word and word not in server.queues:
        return [], f"qstat: Unknown queue destination {word}\n", 170
    return [job for job in server.jobs.values()
            if (not word or job.queue == word) and (tasks or not job.index) and (history or not job.over)], "", 0


def count(server, jobs):
    names = {"Transit": "T", "Queued": "Q", "Held": "H", "Waiting": "W", "Running": "R", "Exiting": "E", "Begun": "B"}
    return " ".join(f"{name}:{sum(job.state == letter for job in jobs)}" for name, letter in names.items()) + " "


def about_server(server):
    live = [job for job in server.jobs.values() if not job.over]
    busy = [job for job in live if job.state in "RE"]
    fields = {"server_state": "Active", "server_host": server.name, "scheduling": str(server.scheduling), "total_jobs": len(server.jobs),
              "state_count": count(server, live), "acl_roots": "root@*", "default_queue": server.default_queue, "log_events": 511,
              "mailer": "/usr/sbin/sendmail", "mail_from": "adm", "query_other_jobs": "True", "resources_default": {"ncpus": 1},
              "default_chunk": {"ncpus": 1}, "resources_assigned": {"ncpus": sum(job.cpus for job in busy), "nodect": len(busy)},
              "scheduler_iteration": 10, "flatuid": "True", "resv_enable": "True", "node_fail_requeue": 30, "max_array_size": 10000,
              "resend_term_delay": 5, "pbs_license_min": 0, "pbs_license_max": 2147483647, "pbs_license_linger_time": 31536000,
              "license_count": "Avail_Global:1000000 Avail_Local:1000000 Used:0 High_Use:0", "pbs_version": server.version,
              "eligible_time_enable": "False", "job_history_enable": str(server.history), "max_concurrent_provision": 5,
              "clear_topjob_estimates_enable": "False", "max_job_sequence_id": 9999999}
    return texts.answer(server.clock(), server.name, server.version, "Server", [texts.record(server.name, fields)])


def about_queues(server, words, json):
    for word in words:
        if word not in server.queues:
            raise Refused(170, f"Unknown queue {word}")
    records = []
    for name in words or server.queues:
        settings = server.queues[name]
        live = [job for job in server.jobs.values() if not job.over and job.queue == name]
        busy = [job for job in live if job.state in "RE"]
        ever = any(job.queue == name and job.started for job in server.jobs.values())
        fields = {"queue_type": "Execution"} | {key: settings[key] for key in ("Priority",) if key in settings} | {
            "total_jobs": len(live), "state_count": count(server, live)}
        if ever:
            fields["resources_assigned"] = {"ncpus": sum(job.cpus for job in busy), "nodect": len(busy)}
        if "kill_delay" in settings:
            fields["kill_delay"] = settings["kill_delay"]
        fields |= {"enabled": str(settings["enabled"]), "started": str(settings["started"])}
        records.append(texts.record(name, fields))
    raise Result(texts.answer(server.clock(), server.name, server.version, "Queue", records) if json else "Queue\n")


# ---- what changes jobs ----

def qdel(server, arguments, user, script, environment, folder):
    options, words = getopt.getopt(arguments, "xW:")
    force = any(option == "-W" and value == "force" for option, value in options)
    for option, value in options:
        if (option, value) == ("-W", "suppress_email=-1"):
            raise Hang
    each(words, lambda word: remove(server, word, user, force, ("-x", "") in options), "qdel")


class Hang(Exception):
    """The command never ends."""


def remove(server, word, user, force, with_history):
    job = server.find(word)
    if job.over and with_history:
        server.check_rights(job, user)
        server.forget_history(job)
    else:
        server.delete(job, user, force)


def each(words, act, program):
    """Every operand is tried; the last failure is the exit status."""
    errors, code = "", 0
    for word in words:
        try:
            act(word)
        except Refused as refused:
            errors += f"{program}: {refused.words}\n"
            code = refused.code
    raise Result("", errors, code)


def qsig(server, arguments, user, script, environment, folder):
    options, words = getopt.getopt(arguments, "s:")
    signal = dict(options).get("-s", "TERM")
    each(words, lambda word: server.signal(server.find(word), user, signal), "qsig")


def qhold(server, arguments, user, script, environment, folder):
    options, words = getopt.getopt(arguments, "h:")
    kinds = dict(options).get("-h", "u")
    each(words, lambda word: server.hold(server.find(word), user, kinds), "qhold")


def qrls(server, arguments, user, script, environment, folder):
    options, words = getopt.getopt(arguments, "h:")
    kinds = dict(options).get("-h", "u")
    each(words, lambda word: server.release(server.find(word), user, kinds), "qrls")


def release(server, arguments, user, script, environment, folder):
    options, words = getopt.getopt(arguments, "j:")
    try:
        server.release_nodes(server.find(dict(options)["-j"]), user, words)
    except Refused as refused:
        # Of a job that is over it does not say which.
        raise Refused(refused.code, refused.words if refused.code == 153 else refused.words.rpartition(" ")[0]) from None


# ---- nodes ----

def state(server, node):
    running = server.busy(node)
    words = ["offline"] if node.offline else []
    if node.odd:
        words.append(node.odd)
    if not node.up:
        words.append("down")
    elif any(job.exclusive for job in running):
        words.append("job-exclusive")
    return ",".join(words) or "free"


def node_fields(server, node, whole):
    running = server.busy(node)
    fields = {"Mom": node.name}
    if whole:
        fields |= {"Port": 15002, "pbs_version": server.version}
    fields |= {"ntype": "PBS", "state": state(server, node), "pcpus": node.cpus}
    if running:
        fields["jobs"] = [job.id for job in running]
    available = {"arch": "linux", "host": node.name, "mem": f"{node.memory_set or node.memory}kb", "ncpus": node.cpus, "vnode": node.name}
    fields["resources_available"] = available | {name: "True" for name in node.properties}
    fields["resources_assigned"] = {"ncpus": sum(job.cpus for job in running)} if running else {}
    if node.comment:
        fields["comment"] = node.comment if int(server.version.split(".")[0]) >= 20 else texts.Raw(node.comment)
    fields |= {"resv_enable": "True", "sharing": "default_shared", "license": "l", "last_state_change_time": int(node.state_changed)}
    if node.last_used:
        fields["last_used_time"] = int(node.last_used)
    return fields


def pbsnodes(server, arguments, user, script, environment, folder):
    options, words = getopt.gnu_getopt(arguments, "aF:orC:lv")
    chosen = dict(options)
    if "-l" in chosen:
        raise Result("".join(f"{node.name:<20} {state(server, node)} {node.comment}\n" for node in server.nodes.values() if node.offline))
    if "-o" in chosen or "-r" in chosen:
        mark(server, words, user, "-o" in chosen, chosen.get("-C"))
    for word in words:
        if word not in server.nodes:
            raise Result("", f"Node: {word},  Error: Unknown node \n", 1)
    names = words or list(server.nodes)
    records = [texts.record(name, node_fields(server, server.nodes[name], bool(words))) for name in names]
    raise Result(texts.answer(server.clock(), server.name, server.version, "nodes", records))


def mark(server, words, user, offline, comment):
    errors, code = "", 0
    for word in words:
        if word not in server.nodes:
            errors, code = errors + f"Error marking node {word} - Unknown node \n", 1
        elif user not in server.managers:
            errors, code = errors + f"Error marking node {word} - Unauthorized Request \n", 1
        else:
            node = server.nodes[word]
            node.offline = offline
            node.state_changed = server.clock()
            if comment is not None:
                node.comment = comment
    server.schedule()
    raise Result("", errors, code)


# ---- qmgr: what the adapter asks, the recipe does and tests set ----

def qmgr(server, arguments, user, script, environment, folder):
    options, _ = getopt.getopt(arguments, "c:")
    request = dict(options).get("-c", "").strip()
    if request.startswith(("list hook", "create hook", "set hook", "import hook", "delete hook")):
        if user != "root":
            # Hooks run as root: not even a manager may see them.
            raise Result("", f"qmgr obj={request.split()[2] if request.split()[2:] else ''} svr=default: Unauthorized Request \n"
                             "qmgr: Error (15007) returned from server\n", 159)
        return hooks(server, request)
    verb, _, rest = request.partition(" ")
    kind, _, rest = rest.partition(" ")
    if verb == "list" or kind not in ("node", "queue", "server", "resource"):
        raise Result(f"Server {server.name}\n\n")
    name, rest = (rest.split(" ", 1) + [""])[:2] if kind != "server" else ("", rest)
    if user not in server.managers:
        raise refusal(name, 15007, "Unauthorized Request ")
    if kind == "resource":
        return resource(server, verb, name)
    if kind == "queue" and verb in ("create", "delete"):
        return queue_itself(server, verb, name)
    for clause in re.split(r",(?=\w[\w.]* *[-+]?=)", rest):
        match = re.match(r"(\w[\w.]*) *(?:([-+]?=) *(.*))?$", clause.strip())
        if match:
            change(server, verb, kind, name, *match.groups())
    server.schedule()


def refusal(name, number, words):
    return Result("", f"qmgr obj={name} svr=default: {words}\nqmgr: Error ({number}) returned from server\n", number % 256)


def resource(server, verb, name):
    if verb == "create":
        if name in server.resources:
            raise refusal(name, 15201, "resource already exists")
        server.resources.add(name)
    elif verb == "delete":
        if name not in server.resources:
            raise refusal(name, 15035, "Unknown resource")
        server.resources.discard(name)


def queue_itself(server, verb, name):
    if verb == "create":
        if name in server.queues:
            raise refusal(name, 15049, "Object already exists ")
        server.queues[name] = {"enabled": False, "started": False}
    elif name not in server.queues:
        raise refusal(name, 15018, "Unknown queue")
    elif any(job.queue == name and not job.over for job in server.jobs.values()):
        raise refusal(name, 15050, "Queue is not empty")
    else:
        del server.queues[name]


def change(server, verb, kind, name, key, operator, value):
    value = (value or "").strip().strip("'\"")
    if kind == "server" and key in ("managers", "operators"):
        return rights(server, key, operator, value)
    if kind == "server":
        settings = {"job_history_enable": "history", "scheduling": "scheduling"}
        if key in settings:
            setattr(server, settings[key], value.lower() == "true")
        return None
    if kind == "node":
        if name not in server.nodes:
            raise refusal(name, 15062, "Unknown node ")
        if key == "resources_available.mem":
            # What a manager has set stays; else it is what the mom tells.
            server.nodes[name].memory_set = int(value.removesuffix("kb")) if verb == "set" else 0
            return None
        if key.startswith("resources_available."):
            if value.lower() not in ("", "true", "false"):
                raise refusal(name, 15014, "Illegal attribute or resource value")
            named = key.partition(".")[2]
            had = [one for one in server.nodes[name].properties if one != named]
            server.nodes[name].properties = tuple(had + ([named] if value.lower() == "true" and verb == "set" else []))
        return None
    if name not in server.queues:
        raise refusal(name, 15018, "Unknown queue")
    server.queues[name][key] = {"true": True, "false": False}.get(value.lower(), int(value) if value.isdigit() else value)
    return None


def rights(server, key, operator, value):
    """Lists of account@host: what is in it cannot be put in again."""
    held = server.lists.setdefault(key, [])
    if operator == "+=":
        if value in held:
            raise refusal("", 15055, f"Duplicate entry in list {key}")
        held.append(value)
    elif operator == "-=":
        if value in held:
            held.remove(value)
    else:
        server.lists[key] = [value]
    if key == "managers":
        server.managers = {"root"} | {one.partition("@")[0] for one in server.lists[key]}


def hooks(server, request):
    words = shlex.split(request)
    if words[0] == "list":
        raise Result(server.hooks or "".join(f"Hook {name}\n    type = site\n    enabled = true\n    event = {settings.get('event', '')}\n"
                                             for name, settings in server.hook_settings.items()))
    name = words[2]
    if words[0] == "create":
        if name in server.hook_settings:
            raise refusal(name, 15011, f"hook error: hook name '{name}' already registered, try another name")
        server.hook_settings[name] = {}
    elif name not in server.hook_settings:
        raise refusal(name, 15011, f"hook error: {name} does not exist!")
    elif words[0] == "delete":
        del server.hook_settings[name]
    elif words[0] == "set":
        key, _, value = " ".join(words[3:]).partition("=")
        server.hook_settings[name][key.strip()] = value.strip()
    else:
        server.hook_settings[name]["imported"] = words[-1]
    return None


PROGRAMS = {"qsub": qsub, "qstat": qstat, "qdel": qdel, "qsig": qsig, "qhold": qhold, "qrls": qrls, "pbsnodes": pbsnodes, "pbs_release_nodes": release, "qmgr": qmgr}
