"""Commands that only look: list, vm-list, vcpu-list, uptime, domid, domname."""
from simxl import world
from simxl.call import find
from simxl.settings import value_of

HEADER = "Name                                        ID   Mem VCPUs\tState\tTime(s)"


def list_domains(call):
    """`xl list [-l|-v|-n] [DOMAIN]`.

    Recorded: an id that does not exist has a text of its own; a name has the common one.
    """
    found, arguments = call.options(("l", "long", "v", "verbose", "n", "numa", "Z", "context", "c", "cpupool"))
    wanted = None
    if arguments:
        wanted = call.start_on(arguments[0])
    else:
        call.start()
    with call.node.locked() as state:
        rows = _rows(state)
    if wanted is not None:
        rows = [row for row in rows if row["domid"] == wanted]
        if not rows:
            call.fail("Error: Domain '%d' does not exist.\n" % wanted)
    if "l" in found or "long" in found:
        call.out(_long(state, rows))
    else:
        call.out(_table(rows, verbose="v" in found or "verbose" in found, numa="n" in found or "numa" in found))


def _rows(state):
    """Dom0 and the domains as xl's columns want them."""
    now = state_time(state)
    dom0 = {"domid": 0, "name": world.DOM0, "mib": state["dom0"]["memory_kib"] // world.MIB,
            "vcpus": value_of(state["settings"], "cpus"), "column": "r-----", "cpu": 0.3 * (now - state["booted_at"]),
            "uuid": world.DOM0_UUID, "reason": None, "domain": None, "age": now - state["booted_at"]}
    return [dom0] + [{"domid": domain["domid"], "name": domain["name"] or "(null)", "mib": domain["memory_kib"] // world.MIB,
                      "vcpus": domain["vcpus"], "column": world.state_column(domain, now),
                      "cpu": world.cpu_seconds(domain, now), "uuid": domain["uuid"], "reason": domain["shutdown"],
                      "domain": domain, "age": now - domain["created_at"]}
                     for domain in sorted(state["domains"], key=lambda domain: domain["domid"])]


def state_time(state):
    """When this state was looked at; transactions leave it there for readers."""
    from simxl.store import clock
    return state.get("now") or clock()


def _table(rows, verbose, numa):
    header = HEADER
    if verbose:
        header += "   UUID                            Reason-Code\tSecurity Label"
    if numa:
        header += " NODE Affinity"
    lines = [header]
    for row in rows:
        line = "%-40s %5d %5d %5d     %s  %8.1f" % (row["name"], row["domid"], row["mib"], row["vcpus"], row["column"],
                                                    row["cpu"])
        if verbose:
            # Recorded: the reason code shows for a crash (3); a guest that powered off is 0, not "-".
            reason = "-" if row["reason"] is None else "%x" % row["reason"]
            line += " %s %8s %16s" % (row["uuid"], reason, "-")
        if numa:
            line += " all"
        lines.append(line)
    return "\n".join(lines) + "\n"


def _long(state, rows):
    """`xl list -l`: domains that are half made or dying have no stored configuration and are left out."""
    from simxl.record import dom0_record, record_of, yajl
    records = []
    for row in rows:
        domain = row["domain"]
        if domain is None:
            records.append(dom0_record(state["dom0"]))
        elif domain["stage"] == "complete" and not domain["dying"]:
            records.append({"domid": domain["domid"], "config": record_of(domain["config"], domain)})
    return yajl(records) + "\n\n"


def vm_list(call):
    """`xl vm-list`: shows UUIDs of domains without a name too (recorded)."""
    call.options(())
    call.start()
    with call.node.locked() as state:
        rows = _rows(state)
    call.out("UUID                                  ID    name\n")
    for row in rows:
        call.out("%s  %d    %-30s\n" % (row["uuid"], row["domid"], row["name"]))


def vcpu_list(call):
    """`xl vcpu-list [DOMAIN]`."""
    _, arguments = call.options(())
    wanted = call.start_on(arguments[0]) if arguments else call.start()
    with call.node.locked() as state:
        rows = _rows(state)
        cpus = value_of(state["settings"], "cpus")
    call.out("Name                                ID  VCPU   CPU State   Time(s) Affinity (Hard / Soft)\n")
    for row in rows:
        if wanted is not None and row["domid"] != wanted:
            continue
        for vcpu in range(row["vcpus"]):
            running = "r" if row["column"][0] == "r" and vcpu == row["vcpus"] - 1 else "-"
            blocked = "-" if running == "r" or row["column"][2] == "p" else "b"
            call.out("%-32s %5d %5d %4d   %s%s%s %9.1f  all / all\n" % (
                row["name"], row["domid"], vcpu, vcpu % max(1, cpus), running, blocked,
                "p" if row["column"][2] == "p" else "-", row["cpu"] / max(1, row["vcpus"])))


def uptime(call):
    """`xl uptime [DOMAIN]`."""
    _, arguments = call.options(("s", "short"))
    wanted = call.start_on(arguments[0]) if arguments else call.start()
    with call.node.locked() as state:
        rows = _rows(state)
    call.out("Name                                ID Uptime\n")
    for row in rows:
        if wanted is None or row["domid"] == wanted:
            call.out("%-32s %5d %s\n" % (row["name"], row["domid"], _duration(int(row["age"]))))


def _duration(seconds):
    days, rest = divmod(seconds, 86400)
    clock = "%2d:%02d:%02d" % (rest // 3600, rest // 60 % 60, rest % 60)
    return clock if not days else "%d day%s, %s" % (days, "" if days == 1 else "s", clock)


def domid(call):
    """`xl domid NAME`: here digits are a name."""
    name = call.options(())[1][0]
    call.start(name=name)
    with call.node.locked() as state:
        domain = world.by_name(state, name)
    if name == world.DOM0:
        call.out("0\n")
    elif domain is None:
        call.fail("Can't get domid of domain name '%s', maybe this domain does not exist.\n" % name)
    else:
        call.out("%d\n" % domain["domid"])


def domname(call):
    """`xl domname ID`."""
    word = call.options(())[1][0]
    if not word.isdigit():
        call.fail("Invalid domain id.\n\n")
    call.start(domid=word)
    with call.node.locked() as state:
        domain = find(state, word)
    if word == "0":
        call.out(world.DOM0 + "\n")
    elif domain is None or domain["name"] is None:
        call.fail("Can't get domain name of domain id '%s', maybe this domain does not exist.\n" % word)
    else:
        call.out(domain["name"] + "\n")
