"""`xenstore-watch @releaseDomain`: a line when it begins, and one whenever a domain has shut down, has crashed, or is gone.

Seen on a real Xen 4.17: the lines come at once, also into a pipe; a guest that ends gives one for its end and one when its domain
is gone. Nothing happens here between calls, so this looks by itself, several times a second.
"""
import time
import _signal

from simxl.call import write
from simxl.store import Node, StateError, default_folder

WATCH = "@releaseDomain"
BETWEEN_LOOKS = 0.1


def main(arguments):
    if arguments[1:] != [WATCH]:
        write(2, "simulated xenstore-watch: only %s is simulated\n" % WATCH)
        raise SystemExit(1)
    _signal.signal(_signal.SIGPIPE, _signal.SIG_DFL)
    try:
        _watch(Node(default_folder()))
    except StateError:
        raise SystemExit(1) from None


def _watch(node):
    alive, next_domid = _look(node)
    write(1, WATCH + "\n")
    while node.exists():
        time.sleep(BETWEEN_LOOKS)
        before, first = alive, next_domid
        alive, next_domid = _look(node)
        before |= {(domid, "there") for domid in range(first, next_domid)}  # who came and went in between
        for _ in before - alive:
            write(1, WATCH + "\n")


def _look(node):
    """Who is there and who runs, and the next domid: each domain stands here once as there and, until it has ended, once as running."""
    with node.locked() as state:
        there = {(domain["domid"], "there") for domain in state["domains"]}
        return there | {(domain["domid"], "runs") for domain in state["domains"] if domain["shutdown"] is None}, state["next_domid"]
