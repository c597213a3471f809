"""Commands about memory: mem-set, mem-max."""
from simxl import guest, world
from simxl.settings import value_of

_ABOVE_MAX = ("libxl: error: libxl_mem.c:278:libxl_set_memory_target: memory_dynamic_max must be less than or equal "
              "to memory_static_max\n\n")
_BELOW_MIN = "libxl: error: libxl_mem.c:287:libxl_set_memory_target: New target %d for dom0 is below the minimum threshold\n"
_NO_DOMAIN = ("libxl: error: libxl_dom.c:1216:libxl__userdata_path: unable to find domain info for domain %d: Success\n")
_BELOW_TARGET = ("libxl: error: libxl_mem.c:75:libxl_domain_setmaxmem: memory_static_max must be greater than or or "
                 "equal to memory_dynamic_max\n")  # xl's source; not recorded

_UNITS = {"b": 1 / 1024, "k": 1, "m": 1 << 10, "g": 1 << 20, "t": 1 << 30}


def mem_set(call):
    """`xl mem-set DOMAIN MIB`: exit 0 means accepted, not reached (recorded)."""
    domid, kib, text = _start(call)
    with call.node.locked() as state:
        if domid == 0:
            problem = _dom0_problem(state, kib)
            if not problem:
                stop = call.met.get("memory-stalls", {}).get("at")
                world.set_dom0_target(state, kib, state["now"], None if stop is None else stop * world.MIB)
        else:
            problem = _set_guest(state, domid, kib)
    if problem:
        call.fail(problem + "cannot set domid %d dynamic max memory to : %s\n" % (domid, text))


def mem_max(call):
    """`xl mem-max DOMAIN MIB`: caps later mem-sets (recorded for dom0)."""
    domid, kib, text = _start(call)
    with call.node.locked() as state:
        target = state["dom0"]["target_kib"] if domid == 0 else None
        domain = state["dom0"] if domid == 0 else world.by_domid(state, domid)
        problem = ""
        if domain is None:
            problem = _NO_DOMAIN % domid
        elif kib < (domain["memory_kib"] if target is None else target):
            problem = _BELOW_TARGET
        else:
            domain["max_kib"] = kib
    if problem:
        call.fail(problem + "cannot set domid %d static max memory to : %s\n" % (domid, text))


def _start(call):
    word, text = call.options(())[1][:2]
    domid = call.start_on(word)
    kib = parse_size(text)
    if kib is None:
        call.fail("invalid memory size: %s\n" % text)
    return domid, kib, text


def parse_size(text):
    """MiB, or with a suffix: `900m` (recorded), b, k, g, t; None when it is no size."""
    number, unit = (text[:-1], text[-1].lower()) if text[-1:].lower() in _UNITS else (text, "m")
    return int(int(number) * _UNITS[unit]) if number.isascii() and number.isdigit() else None


def _dom0_problem(state, kib):
    if kib > state["dom0"]["max_kib"]:
        return _ABOVE_MAX
    if kib < value_of(state["settings"], "memory.dom0-minimum") * world.MIB:
        return _BELOW_MIN % kib
    return ""


def _set_guest(state, domid, kib):
    domain = world.by_domid(state, domid)
    if domain is None:
        return _NO_DOMAIN % domid
    if kib > domain["max_kib"]:
        return _ABOVE_MAX
    if domain["running_since"] is not None and guest.answers(domain["guest"]):
        domain["memory_kib"] = min(kib, domain["memory_kib"] + max(0, world.free_kib(state)))
    return ""
