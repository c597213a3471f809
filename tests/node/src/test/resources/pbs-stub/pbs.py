"""A stand-in for the module that PBS gives its hooks: what vmpilot_node.py uses of it, no more. At the end it prints what was done."""

import atexit
import json
import os
import sys

EXECJOB_BEGIN, EXECJOB_PROLOGUE, EXECJOB_EPILOGUE = 1, 2, 3
ND_FREE, ND_OFFLINE = 0, 1
LOG_WARNING = 4
pbs_conf = {"PBS_EXEC": os.environ["PBS_STUB_EXEC"]}
done = []


class Vnode:
    def __init__(self):
        self.state = ND_FREE
        self.comment = ""


class Job:
    id = os.environ["PBS_STUB_JOB"]

    def in_ms_mom(self):
        # As 23.06 has it: a text, or False.
        return os.environ["PBS_STUB_HOST"] == "first" and "True"

    def rerun(self):
        done.append("rerun")


class Event:
    type = globals()[os.environ["PBS_STUB_EVENT"]]
    job = Job()
    vnode_list = {"node01": Vnode()}

    def accept(self):
        done.append("accept")
        sys.exit(0)

    def reject(self, words):
        done.append("reject")
        sys.exit(0)


the_event = Event()


def event():
    return the_event


def get_local_nodename():
    return "node01"


def logmsg(level, words):
    print(words, file=sys.stderr)


@atexit.register
def tell():
    vnode = the_event.vnode_list["node01"]
    words = (["offline"] if vnode.state == ND_OFFLINE else []) + done
    print(json.dumps({"done": ",".join(words), "comment": vnode.comment}))
