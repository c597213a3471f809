"""PBS hook: vmpilot's prolog and epilog around every job, and the node's own drain (docs/safeguards.md).

As root on the server's host (`vmpilot recipe pbs` does it):
  qmgr -c "create hook vmpilot"
  qmgr -c "set hook vmpilot event = 'execjob_begin,execjob_prologue,execjob_epilogue'"
  qmgr -c "set hook vmpilot user = pbsadmin"
  qmgr -c "set hook vmpilot alarm = 60"
  qmgr -c "import hook vmpilot application/x-python default vmpilot_node.py"

The alarm must be longer than epilog-bound of node.conf (25 s). With these events PBS no longer runs the classic scripts
mom_priv/prologue and mom_priv/epilogue: where a site has some, call node/prolog and node/epilog from them instead.

It runs in the Python that PBS embeds: 2.7 in versions 18 and 19, 3.x since 20.
"""

import errno
import os
import subprocess
import time

import pbs

HOME = "/opt/vmpilot/node/"
TAG = "vmpilot: "
WORDS = TAG + "the node is not clean"

# s; together below the hook's alarm.
PROGRAM_LIMIT = 45
QUESTION_LIMIT = 8


def log(words):
    try:
        pbs.logmsg(pbs.LOG_WARNING, TAG + words)
    except Exception:
        pass  # what cannot be said must not cost a job


def call(words, limit, output=None):
    """The exit status; None: it could not be started, or did not end in time."""
    with open(os.devnull, "r+") as null:
        try:
            child = subprocess.Popen(words, stdin=null, stdout=output or null, stderr=null, close_fds=True)
        except (OSError, ValueError) as problem:
            log("%s: %s" % (words[0], problem))
            return None
        end = time.time() + limit
        while child.poll() is None:
            if time.time() >= end:
                child.kill()
                child.wait()
                log("%s did not end within %d s" % (words[0], limit))
                return None
            time.sleep(0.05)
        return child.returncode


# What a pilot leaves on its node as long as it is not home. A mark of kill-all's ("frozen") keeps out pilots alone.
TRACES = ("/run/vmpilot/slots", "/var/lib/vmpilot/open", "/var/lib/vmpilot/marks", "/run/vmpilot/marks")


def has_traces():
    for folder in TRACES:
        try:
            if [name for name in os.listdir(folder) if name[0] != "." and not name.endswith(".frozen")]:
                return True
        except OSError as problem:
            if problem.errno != errno.ENOENT:
                log("%s" % problem)
                return True
    return False


def is_clean(program, job_id):
    """A program that does not end in time has not said that the node is clean. One that is not there (its disk is not mounted, or vmpilot was never
    installed) cannot say so either: then the node is clean where no pilot has left a trace."""
    if not os.path.exists(HOME + program):
        if not has_traces():
            return True
        log("%s%s is not there, and a pilot was" % (HOME, program))
        return False
    return call([HOME + program, job_id], PROGRAM_LIMIT) == 0


def own_vnodes(event):
    """The vnodes of this host in the event, whose names may be spelt otherwise: with a domain, in capitals, with a number in brackets."""
    known = event.vnode_list
    name = pbs.get_local_nodename()
    mine = [key for key in known.keys() if key.split(".")[0].split("[")[0].lower() == name.split(".")[0].lower()]
    if name in known:
        mine = [name]
    elif not mine and len(known) == 1:
        mine = list(known.keys())
    return [(key, known[key]) for key in mine]


def server_says(name):
    """What the server has of a vnode: its states. None: it cannot be asked from here. (A hook's own vnode.state is not the server's.)"""
    try:
        program = os.path.join(pbs.pbs_conf["PBS_EXEC"], "bin", "pbsnodes")
    except Exception:
        program = "/opt/pbs/bin/pbsnodes"
    path = "/var/run/vmpilot-hook.%d" % os.getpid()
    try:
        with open(path, "w+") as output:
            os.unlink(path)
            if call([program, "-v", name], QUESTION_LIMIT, output) != 0:
                return None
            output.seek(0)
            for line in output.read().split("\n"):
                key, _, value = line.strip().partition(" = ")
                if key == "state":
                    return value.replace(" ", "").split(",")
    except (IOError, OSError) as problem:
        log("pbsnodes: %s" % problem)
    return None


def take_offline(event):
    """A mom may set its own vnodes offline from a hook: it needs no manager. A node that an administrator has taken out keeps his words; where the server does not
    say whether somebody has, it is taken out without any."""
    try:
        for name, vnode in own_vnodes(event):
            states = server_says(name)
            if states is not None and "offline" in states:
                continue
            vnode.state = pbs.ND_OFFLINE
            if states is not None:
                vnode.comment = WORDS
    except Exception as problem:
        log("this node cannot be set offline from here: %s" % problem)


def on_first_node(event):
    """Whether this is the job's mother superior, which every job of one node has."""
    try:
        # The mom's False is one; its True is a text (seen on 23.06).
        return str(event.job.in_ms_mom()) == "True"
    except Exception as problem:
        log("which node of job %s this is cannot be told: %s" % (event.job.id, problem))
        return True


def before(event):
    """On the first node just before the job starts. On the others when they join it: their prologue runs beside the job that has started, and what has begun on any of them lives on, on a node
    that PBS calls free, when it rejects the job (seen on 23.06)."""
    if (event.type == pbs.EXECJOB_PROLOGUE) == on_first_node(event):
        prologue(event)


def prologue(event):
    """Drained first, then the job goes back to the queue; rerun() does not hold it."""
    if is_clean("prolog", event.job.id):
        return
    take_offline(event)
    try:
        event.job.rerun()
    except Exception as problem:
        log("job %s cannot be sent back: %s" % (event.job.id, problem))
    event.reject(WORDS + "; the job runs elsewhere")


def epilogue(event):
    if not is_clean("epilog", event.job.id):
        take_offline(event)


def main():
    event = pbs.event()
    # What it does not know costs no job. (accept and reject leave by SystemExit, which is no Exception.)
    try:
        if event.type in (pbs.EXECJOB_BEGIN, pbs.EXECJOB_PROLOGUE):
            before(event)
        elif event.type == pbs.EXECJOB_EPILOGUE:
            epilogue(event)
    except Exception as problem:
        log("the hook does not understand: %r" % problem)
    event.accept()


main()
