#!/bin/sh
# recipe.sh: what root runs on the PBS server's host, to make room for vmpilot's pilot jobs (docs/pbs.md). (Root, because a hook is root's alone; the rest a manager may do.)
# Running it again changes nothing more. `vmpilot recipe pbs remove` prints its reverse.
#   VMPILOT_NODES        nodes with Xen, names as pbsnodes shows them, separated by blanks (must be given)
#   VMPILOT_ACCOUNT      the account of the coordinator and of the pilot jobs (vmpilot)
#   VMPILOT_QUEUE        their queue (vmpilot)
#   VMPILOT_PROPERTY     the boolean resource that marks a node with Xen (xen)
#   VMPILOT_KILL_DELAY   s between TERM and KILL for jobs of that queue: the teardown budget (60)
#   VMPILOT_MANAGER      yes: the account may drain nodes (pbsnodes -o is for managers); no: the hook on the node does it alone (yes)
#   VMPILOT_MEMORY       kB of memory of each of these nodes (what the server shows now: run this while no guest runs, for dom0 is small then)
#   VMPILOT_HOOK         file of the prolog and epilog hook; empty: none (vmpilot_node.py beside this file)
# After it: add the property to the scheduler's list by hand ("resources:" in sched_config, then kill -HUP of pbs_sched), which no command can do.
set -eu
nodes=${VMPILOT_NODES:?names the nodes with Xen}
account=${VMPILOT_ACCOUNT:-vmpilot} queue=${VMPILOT_QUEUE:-vmpilot} property=${VMPILOT_PROPERTY:-xen}
delay=${VMPILOT_KILL_DELAY:-60} manager=${VMPILOT_MANAGER:-yes}
hook=${VMPILOT_HOOK-$(dirname "$0")/vmpilot_node.py}
[ -z "$hook" ] || [ -r "$hook" ] || { echo "recipe.sh: no hook '$hook': VMPILOT_HOOK names the file. Nothing was changed." >&2; exit 1; }

do_it() { echo "qmgr: $1"; qmgr -c "$1"; }
# What is there already stays; if it could not be made for another reason, what sets it next fails and says so.
make() { do_it "create $1" || echo "(goes on: it may be there already)"; }
# A list takes no entry twice: PBS calls that an error, and here it is what is wanted.
add() {
  echo "qmgr: set server $1 += $2"
  words=$(qmgr -c "set server $1 += $2" 2>&1) && return 0
  case $words in *uplicate*) echo "(it is there already)" ;; *) echo "$words" >&2; return 1 ;; esac
}

make "resource $property type=boolean,flag=h"
for node in $nodes; do do_it "set node $node resources_available.$property=true"; done

# A mom that is started again while guests run tells of a small dom0, and the node would lose its jobs: what is set in the server stays.
memory_of() {
  [ -z "${VMPILOT_MEMORY:-}" ] || { echo "$VMPILOT_MEMORY"; return; }
  # The first one: what is available stands before what is assigned.
  pbsnodes -F json "$1" | sed -n 's/.*"mem":[[:blank:]]*"\([0-9]*\)kb".*/\1/p' | head -n 1
}
for node in $nodes; do
  memory=$(memory_of "$node")
  if [ -n "$memory" ]; then do_it "set node $node resources_available.mem=${memory}kb"; else
    echo "recipe.sh: the server does not show $node's memory in kb; set it by hand: qmgr -c 'set node $node resources_available.mem=...'" >&2
  fi
done

make "queue $queue queue_type=execution"
do_it "set queue $queue kill_delay=$delay"
do_it "set queue $queue enabled=true"
do_it "set queue $queue started=true"

# A job that is over is asked for by its name when the answer to its submit was lost.
do_it "set server job_history_enable=true"
add operators "$account@*"
[ "$manager" != yes ] || add managers "$account@*"

if [ -n "$hook" ]; then
  make "hook vmpilot"
  do_it "set hook vmpilot event = 'execjob_begin,execjob_prologue,execjob_epilogue'"
  do_it "set hook vmpilot user = pbsadmin"
  do_it "set hook vmpilot alarm = 60"
  do_it "import hook vmpilot application/x-python default $hook"
fi
echo "now add '$property' to resources: in sched_config of the scheduler and make it read that again (kill -HUP)"
