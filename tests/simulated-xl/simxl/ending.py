"""Commands that end a domain: destroy, shutdown, reboot."""
from simxl import guest, world
from simxl.create import NO_SUCH_DOMAIN
from simxl.settings import value_of

_DOM0 = ("Not destroying domain 0; use -f to force.\n"
         "This can only be done when using a disaggregated hardware domain and toolstack.\n\n")
_NO_TYPE = ("libxl: error: libxl_dom.c:37:libxl__domain_type: unable to get domain type for domid=%d\n"
            "%s failed (rc=-3)\n")
_NO_ANSWER = ("libxl: error: libxl_domain.c:854:pvcontrol_cb: guest didn't acknowledge control request: -9\n"
              "%s failed (rc=-9)\n")
_GONE = "%s failed (rc=-6)\n"  # not recorded: the domain went away while xl waited for its answer

POLL = 0.2


def destroy(call):
    """`xl destroy DOMAIN`: forced; success is the end of xl's work, not of the domain (it may be dying for a while)."""
    domid = call.start_on(call.options(("f",))[1][0])
    if domid == 0:
        call.fail(_DOM0)
    with call.node.locked() as state:
        domain = world.by_domid(state, domid)
        if domain is None:
            call.fail(NO_SUCH_DOMAIN % {"id": domid} + "destroy failed (rc=-21)\n")
        destroy_domain(state, domain, call.met)


def destroy_domain(state, domain, met):
    """Takes the domain away, as far as the faults let it."""
    if "leaves-residue" in met:
        state["residues"].append({"what": met["leaves-residue"]["what"], "domid": domain["domid"], "uuid": domain["uuid"],
                                  "at": state["now"]})
    seconds = met["leaves-dying"].get("seconds", -1) if "leaves-dying" in met else None
    # One that is dying takes its time, however often it is destroyed; one that was to stay for ever may get an end.
    if domain["dying"] is None or seconds is not None and domain["dying"]["gone_at"] is None:
        world.kill(state, domain, state["now"], seconds)


def shutdown(call):
    """`xl shutdown [-w] -a|DOMAIN`."""
    _ask(call, "Shutting down", guest.POWEROFF)


def reboot(call):
    """`xl reboot [-w] -a|DOMAIN`: the guest ends with reason 1, its daemon makes it anew."""
    _ask(call, "Rebooting", guest.REBOOT)


def _ask(call, verb, code):
    found, arguments = call.options(("a", "all", "w", "wait", "F", "-F"))
    everybody = "a" in found or "all" in found
    if not everybody and not arguments:
        call.fail("You must specify -a or a domain id.\n\n")
    if everybody:
        call.start()
        with call.node.locked() as state:
            domids = [domain["domid"] for domain in sorted(state["domains"], key=lambda each: each["domid"])]
    else:
        domids = [call.start_on(arguments[0])]
    asked = [_ask_one(call, verb, code, domid) for domid in domids]
    if "w" in found or "wait" in found:
        _wait(call, asked)


def _ask_one(call, verb, code, domid):
    """Asks one guest and waits for its acknowledgement.

    Recorded: a guest that never answers blocks the call for 60 s even without -w; then exit 1.
    """
    call.err("%s domain %d\n" % (verb, domid))
    give_up = None
    while True:
        with call.node.locked() as state:
            domain = world.by_domid(state, domid)
            give_up = give_up or state["now"] + value_of(state["settings"], "ack.timeout")
            if domain is None or domain["dying"]:
                call.fail((_NO_TYPE % (domid, call.command)) if domain is None else _GONE % call.command)
            if _acknowledged(domain, code, state["now"]):
                return world.key_of(domain)
            left = give_up - state["now"]
        if left <= 0:
            call.fail(_NO_ANSWER % call.command)
        call.node.sleep(min(left, POLL))


def _acknowledged(domain, code, now):
    """Whether the guest's kernel answers now; if it obeys too, its end is planned."""
    if domain["running_since"] is None or not guest.answers(domain["guest"]) or not world.is_up(domain, now):
        return False
    if guest.obeys(domain["guest"]):
        domain["plan"] = [{"at": world.guest_time(domain, now) + domain["guest"]["shutdown"], "code": code}]
    return True


def _wait(call, keys):
    """`-w`: recorded: returns when the guests have shut down, when they may still be listed (as `(null)`)."""
    call.err("Waiting for %d domains\n" % len(keys))
    waiting = list(keys)
    while waiting:
        with call.node.locked() as state:
            for key in list(waiting):
                domain = world.by_key(state, key)
                if domain is None or domain["dying"] or domain["shutdown"] is not None:
                    call.err(_ended(domain, key[1]))
                    waiting.remove(key)
        if waiting:
            call.node.sleep(POLL / 4)


def _ended(domain, domid):
    if domain is None or domain["shutdown"] is None:
        # A watched guest may be gone before we look; the real one is told of its end in between.
        return "Domain %d has been shut down, reason code 0\n" % domid
    return "Domain %d has been shut down, reason code %d\n" % (domid, domain["shutdown"])
