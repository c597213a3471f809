"""`xenstore-ls [-f] [PATH]`: the backends in dom0, as xenstored keeps them; what a test writes beside.

Each guest has a console's backend, one for each of its disks and each of its vifs, with the nodes that tell a device from an
empty folder: `state` is there as long as the device is. Recorded: a path that is not there is an error, exit 1.
"""
from simxl.call import Call, write
from simxl.store import Exit, Node, StateError, default_folder

BACKENDS = "/local/domain/0/backend"


def main(argv):
    """One call; meets the faults of the command `xenstore-ls`, and hangs with xenstored."""
    import os
    try:
        _list(Call(Node(default_folder()), "xenstore-ls", argv[1:]))
        code = 0
    except StateError as failure:
        write(2, "xenstore-ls: %s\n" % failure)
        code = 1
    except Exit as ended:
        code = ended.code
    os._exit(code)


def _list(call):
    found, arguments = call.options(("f",))
    call.start()
    path = (arguments[0] if arguments else "/").rstrip("/")
    with call.node.locked() as state:
        nodes = entries(state)
    below = [node for node in sorted(nodes) if node.startswith(path + "/")]
    if not below and path not in nodes:
        call.fail("xenstore-ls: xs_directory (%s): No such file or directory\n" % path)
    for node in below:
        if "f" in found:
            call.out('%s = "%s"\n' % (node, nodes[node]))
        else:
            inner = node[len(path) + 1:].split("/")
            call.out('%s%s = "%s"\n' % (" " * (len(inner) - 1), inner[-1], nodes[node]))
    call.finish()


def entries(state):
    """Path and value of everything, folders included."""
    nodes = {}
    for domain in state["domains"]:
        if domain["stage"] in ("built", "complete"):
            for kind, number in _devices(domain):
                _add_device(nodes, kind, domain["domid"], number, domain["name"] or "")
    for left in state["residues"]:
        if left["what"].isalnum() and left["domid"] is not None:
            _add_device(nodes, left["what"], left["domid"], "0", "")
    for path, value in state.get("xenstore", {}).items():
        _add(nodes, path, value)
    return nodes


def _devices(domain):
    yield "console", "0"
    for number in range(domain["config"].get("vifs", 0)):
        yield "vif", str(number)
    for index, _ in enumerate(domain["config"]["disks"]):
        yield "vbd", str(51712 + 16 * index)


def _add_device(nodes, kind, domid, number, name):
    folder = "%s/%s/%d/%s" % (BACKENDS, kind, domid, number)
    for key, value in (("frontend", "/local/domain/%d/device/%s/%s" % (domid, kind, number)), ("frontend-id", str(domid)),
                       ("online", "1"), ("state", "4"), ("domain", name)):
        _add(nodes, folder + "/" + key, value)


def _add(nodes, path, value):
    folders = path.split("/")
    for length in range(2, len(folders)):
        nodes.setdefault("/".join(folders[:length]), "")
    nodes[path] = value
