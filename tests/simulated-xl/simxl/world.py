"""The simulated node's rules: domains, memory, and what time does to them.

Everything here is a function of a state (a plain JSON value) and a time that is passed in; the
clock, the disk and the processes belong to others. Nothing happens between calls: whoever looks
first computes what has become due (`advance`).
"""
from simxl import guest
from simxl.settings import value_of

MIB = 1024
DOM0 = "Domain-0"
DOM0_UUID = "00000000-0000-0000-0000-000000000000"


def new_state(settings):
    """A node that has just been booted for the first time."""
    state = {"format": 1, "boots": 0, "seen": 0.0, "next_domid": 1, "settings": settings, "dom0": {}, "domains": [],
             "residues": [], "faults": [], "next_fault": 1}
    power_on(state, 0.0)
    return state


def power_on(state, now):
    """Guests do not survive a reset, residues neither; dom0 has its boot memory, domids begin anew."""
    settings = state["settings"]
    memory = value_of(settings, "memory.dom0") * MIB
    state.update(boots=state["boots"] + 1, next_domid=1, domains=[], residues=[], xenstore={}, booted_at=now)
    state["dom0"] = {"memory_kib": memory, "target_kib": memory, "max_kib": value_of(settings, "memory.dom0-max") * MIB,
                     "shown_target_kib": memory - 1,  # recorded: 1048575 after a boot with dom0_mem=1024M
                     "stalled": False, "stops_at_kib": None, "as_of": now}


# -- domains --------------------------------------------------------------------------------------

def new_domain(state, config, now, maker, restarts=0):
    """Registers a domain as the hypervisor has it first: paused, without name, memory or VCPUs.

    Recorded: `(null)  26  0  0  --p---` during every create, its UUID visible in `xl list -v`.
    """
    chosen = guest.choose(state["settings"], config["name"], config["cmdline"])
    domain = {"domid": state["next_domid"], "boot": state["boots"], "uuid": config["uuid"], "name": None, "memory_kib": 0,
              "max_kib": 0, "vcpus": 0, "stage": "nameless", "paused": True, "shutdown": None, "dying": None,
              "created_at": now, "running_since": None, "run_before": 0.0, "restarts": restarts,
              "plan": guest.plan(chosen, restarts), "guest": chosen, "config": config, "maker": maker, "daemon": None}
    state["domains"].append(domain)
    burn_domid(state)
    return domain


def burn_domid(state):
    """Recorded: each create takes a new domid, also one that fails."""
    state["next_domid"] += 1


def by_key(state, key):
    """The domain of (boot, domid), or None when it is gone; a new boot uses domids again."""
    for domain in state["domains"]:
        if (domain["boot"], domain["domid"]) == key:
            return domain
    return None


def by_domid(state, domid):
    for domain in state["domains"]:
        if domain["domid"] == domid:
            return domain
    return None


def by_name(state, name):
    for domain in state["domains"]:
        if domain["name"] == name:
            return domain
    return None


def key_of(domain):
    return domain["boot"], domain["domid"]


def guest_time(domain, now):
    """Seconds that the guest has run; pauses do not count."""
    if domain["running_since"] is None:
        return domain["run_before"]
    return domain["run_before"] + max(0.0, now - domain["running_since"])


def is_up(domain, now):
    return guest_time(domain, now) >= domain["guest"]["boot"]


def pause(domain, now):
    domain["run_before"] = guest_time(domain, now)
    domain["running_since"] = None
    domain["paused"] = True


def unpause(domain, now):
    if domain["paused"] and domain["dying"] is None:
        domain["paused"] = False
        if domain["shutdown"] is None:
            domain["running_since"] = now


def shut(domain, code, now):
    """The guest ended. The domain stays (`---s--`) until somebody acts on it: that is the daemon's work."""
    domain["run_before"] = guest_time(domain, now)
    domain["running_since"] = None
    domain["shutdown"] = code
    domain["plan"] = []


def kill(state, domain, now, seconds=None, column=None):
    """Destroys a domain: its name goes first, its memory with the domain itself.

    seconds: how long it stays listed; None asks the settings; negative: for ever.
    """
    if seconds is None:
        seconds = value_of(state["settings"], "dying.seconds")
    pause(domain, now)
    domain["plan"] = []
    domain["name"] = None
    domain["dying"] = {"gone_at": None if seconds < 0 else now + seconds,
                       "state": column or value_of(state["settings"], "dying.state")}
    advance(state, now)


def state_column(domain, now):
    """The six letters of `xl list`: running, blocked, paused, shut down, why (`-rscwS?`), dying."""
    ended = domain["shutdown"] is not None
    why = guest.letter(domain["shutdown"]) if ended else "-"
    if domain["dying"]:  # recorded of a reboot: `--psr-`
        column = domain["dying"]["state"]
        return column[:4] + why + column[5:] if column[4:5] == "-" else column
    running = not ended and not domain["paused"]
    idle = running and is_up(domain, now) and guest.answers(domain["guest"])
    return "".join(("r" if running and not idle else "-", "b" if idle else "-", "p" if domain["paused"] else "-",
                    "s" if ended else "-", why, "-"))


def cpu_seconds(domain, now):
    """Plausible, no more: a guest computes while it boots (a deaf one for ever), then idles."""
    ran = guest_time(domain, now)
    if not guest.answers(domain["guest"]):
        return ran
    boot = domain["guest"]["boot"]
    return min(ran, boot) + 0.01 * max(0.0, ran - boot)


# -- memory ---------------------------------------------------------------------------------------

def free_kib(state):
    """Recorded: total 2047 = free 1000 + dom0 1024 + 23 that Xen keeps. Half-made and dying domains hold theirs."""
    settings = state["settings"]
    total = (value_of(settings, "memory.total") - value_of(settings, "memory.xen")) * MIB
    overhead = value_of(settings, "memory.overhead")
    return total - state["dom0"]["memory_kib"] - sum(d["memory_kib"] + (overhead if d["memory_kib"] else 0)
                                                     for d in state["domains"])


def set_dom0_target(state, kib, now, stops_at_kib=None):
    """`mem-set 0`: accepted at once, followed later, however much is free."""
    state["dom0"].update(target_kib=kib, shown_target_kib=kib, stalled=False, stops_at_kib=stops_at_kib, as_of=now)
    advance(state, now)


def _ramp_dom0(state, now):
    """Moves dom0 towards its target.

    Recorded: with more asked than is free it takes what is free (824 of 1400) and *stalls*; memory
    that becomes free later does not wake it, only another mem-set does.
    """
    dom0 = state["dom0"]
    distance = dom0["target_kib"] - dom0["memory_kib"]
    if not distance or dom0["stalled"]:
        return
    rate = value_of(state["settings"], "memory.rate") * MIB
    reach = int(max(0.0, now - dom0["as_of"]) * rate) if rate else abs(distance)
    step = min(abs(distance), reach)
    room = _room(dom0, distance, free_kib(state))
    if step > room:
        step = max(0, room)
        dom0["stalled"] = True
    dom0["memory_kib"] += step if distance > 0 else -step
    dom0["as_of"] = dom0["as_of"] + step / rate if rate else now


def _room(dom0, distance, free):
    stop = dom0["stops_at_kib"]
    by_fault = abs(distance) if stop is None else max(0, (stop - dom0["memory_kib"]) * (1 if distance > 0 else -1))
    return min(free, by_fault) if distance > 0 else by_fault


# -- time -----------------------------------------------------------------------------------------

def next_event(state):
    """The earliest thing that time alone will do: (when, domain), or None."""
    events = [(when, domain["domid"], domain) for domain in state["domains"] for when in (due_at(domain),)
              if when is not None]
    if not events:
        return None
    when, _, domain = min(events, key=lambda event: event[:2])
    return when, domain


def due_at(domain):
    """When time will change this domain, or None."""
    if domain["dying"]:
        return domain["dying"]["gone_at"]
    if domain["running_since"] is None or not domain["plan"]:
        return None
    return domain["running_since"] + min(step["at"] for step in domain["plan"]) - domain["run_before"]


def advance(state, now):
    """Carries out, in the order of their times, all that has become due by now."""
    if now < state["seen"]:  # this clock never goes back: the machine itself was rebooted
        power_on(state, now)
    while True:
        event = next_event(state)
        if event is None or event[0] > now:
            break
        when, domain = event
        _ramp_dom0(state, when)
        if domain["dying"]:
            state["domains"].remove(domain)
        else:
            shut(domain, min(domain["plan"], key=lambda step: step["at"])["code"], when)
    _ramp_dom0(state, now)
