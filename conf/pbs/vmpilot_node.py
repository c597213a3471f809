"""PBS hook: vmpilot's prolog and epilog around every job, and the node's own drain (docs/safeguards.md).

As a manager:
  qmgr -c "create hook vmpilot"
  qmgr -c "set hook vmpilot event = 'execjob_prologue,execjob_epilogue'"
  qmgr -c "set hook vmpilot user = pbsadmin"
  qmgr -c "set hook vmpilot alarm = 60"
  qmgr -c "import hook vmpilot application/x-python default vmpilot_node.py"

The alarm must be longer than epilog-bound of node.conf (25 s). With these events PBS no longer runs the classic scripts
mom_priv/prologue and mom_priv/epilogue: where a site has some, call node/prolog and node/epilog from them instead.
"""

import subprocess

import pbs

HOME = "/opt/vmpilot/node/"
TAG = "vmpilot: "


def run(program, job_id):
    """The program's exit status; one that does not end in time has not said that the node is clean."""
    try:
        return subprocess.call([HOME + program, job_id], stdin=subprocess.DEVNULL, timeout=50, close_fds=True)
    except (OSError, subprocess.SubprocessError) as problem:
        pbs.logmsg(pbs.LOG_WARNING, "%s%s %s: %s" % (TAG, program, job_id, problem))
        return 1


def take_offline(event):
    """A mom may set its own vnodes offline from a hook: it needs no manager. An admin's comment stays."""
    vnode = event.vnode_list[pbs.get_local_nodename()]
    if vnode.state == pbs.ND_OFFLINE:
        return
    vnode.state = pbs.ND_OFFLINE
    vnode.comment = TAG + "the node is not clean"


def prologue(event):
    """Drained first, then the job goes back to the queue; rerun() does not hold it."""
    if run("prolog", event.job.id) == 0:
        return
    take_offline(event)
    event.job.rerun()
    event.reject(TAG + "the node is not clean; the job runs elsewhere")


def epilogue(event):
    if run("epilog", event.job.id) != 0:
        take_offline(event)


def main():
    event = pbs.event()
    if event.type == pbs.EXECJOB_PROLOGUE:
        prologue(event)
    elif event.type == pbs.EXECJOB_EPILOGUE:
        epilogue(event)
    event.accept()


main()
