"""What xl says about a configuration in JSON: `xl list -l`, `xl create -n`."""

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
