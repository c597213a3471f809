"""Commands that change a domain in place: pause, unpause, rename."""
from simxl import world

NAME_TAKEN = 'libxl: error: libxl_domain.c:81:libxl__domain_rename: Domain %d:Domain with name "%s" already exists.\n'


def pause(call):
    """`xl pause DOMAIN`. A guest's own time stands still until it is unpaused."""
    _change(call, lambda state, domain: world.pause(domain, state["now"]))


def unpause(call):
    """`xl unpause DOMAIN`."""
    _change(call, lambda state, domain: world.unpause(domain, state["now"]))


def _change(call, change):
    domid = call.start_on(call.options(())[1][0])
    with call.node.locked() as state:
        domain = world.by_domid(state, domid)
        if domain is not None:
            change(state, domain)
        elif domid:
            # Not recorded; xl's source ignores the result of both, so the exit code is 0.
            call.err("libxl: error: libxl_domain.c: Domain %d:Failed to %s domain: No such process\n" % (domid, call.command))


def rename(call):
    """`xl rename DOMAIN NEWNAME`; a name that is taken is refused (libxl's text is recorded for create)."""
    word, name = call.options(())[1][:2]
    domid = call.start_on(word)
    with call.node.locked() as state:
        domain = world.by_domid(state, domid)
        other = world.by_name(state, name)
        if domain is None or name == world.DOM0 or other not in (None, domain):
            if domain is not None:
                call.err(NAME_TAKEN % (domid, name))
            call.fail("Can't rename domain '%s'.\n" % word)
        domain["name"] = name
        domain["config"]["name"] = name
