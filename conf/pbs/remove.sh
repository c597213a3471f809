#!/bin/sh
# remove.sh: takes back what recipe.sh has set on a PBS server (docs/pbs.md). Root runs it on the server's host, when no pilot job is left; running it again changes nothing
# more. It knows the names that recipe.sh knew:
#   VMPILOT_NODES, VMPILOT_ACCOUNT, VMPILOT_QUEUE, VMPILOT_PROPERTY
# What it leaves: job_history_enable, which others may rely on; and "resources:" in sched_config, which no command can change.
set -eu
nodes=${VMPILOT_NODES:?names the nodes with Xen}
account=${VMPILOT_ACCOUNT:-vmpilot} queue=${VMPILOT_QUEUE:-vmpilot} property=${VMPILOT_PROPERTY:-xen}
left=0

try() {
  echo "qmgr: $1"
  words=$(qmgr -c "$1" 2>&1) && return 0
  case $words in
    *nknown* | *"not exist"*) echo "(it is not there)" ;;
    *) echo "$words" >&2; left=1; return 1 ;;
  esac
}

# First the door: no job comes while the rest goes.
try "set queue $queue enabled=false" || :
try "delete queue $queue" || echo "remove.sh: queue $queue stays, closed: end its jobs (qdel), then run this again." >&2
try "delete hook vmpilot" || :
try "set server managers -= $account@*" || :
try "set server operators -= $account@*" || :
for node in $nodes; do
  try "unset node $node resources_available.$property" || :
  try "unset node $node resources_available.mem" || :
done
try "delete resource $property" || echo "remove.sh: resource $property stays: jobs of the history still name it; run this again when they are forgotten (job_history_duration)." >&2
echo "now take '$property' out of resources: in sched_config of the scheduler (kill -HUP), and vmpilot off the nodes"
exit "$left"
