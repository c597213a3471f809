#!/bin/sh
# Sets a Grid Engine cell up for vmpilot. Run it as one of the cell's managers; running it again changes nothing more.
#   VMPILOT_NODES         execution hosts that may carry pilot jobs, separated by blanks (must be given)
#   VMPILOT_SUBMIT_HOST   where the coordinator runs (must be given)
#   VMPILOT_ACCOUNT       the account that owns the pilot jobs (must be given)
#   VMPILOT_QUEUE         the pilot jobs' queue; default vmpilot.q
#   VMPILOT_SLOTS         its slots a node; default 4
#   VMPILOT_PE            the parallel environment of leases of several nodes; default vmpilot
#   VMPILOT_NOTIFY        time between a -notify signal and the KILL: the teardown budget and some more; default 00:01:00
#   VMPILOT_OTHER_QUEUES  queues of ordinary jobs on the same nodes, which a barred node shall not serve either
#   VMPILOT_SENSOR        the load sensor; default /opt/vmpilot/node/vmpilot-load-sensor
set -eu
: "${VMPILOT_NODES:?execution hosts, separated by blanks}" "${VMPILOT_SUBMIT_HOST:?host name}" "${VMPILOT_ACCOUNT:?account}"
queue=${VMPILOT_QUEUE:-vmpilot.q}
sensor=${VMPILOT_SENSOR:-/opt/vmpilot/node/vmpilot-load-sensor}
export SGE_SINGLE_LINE=1 # else qconf folds long lines
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# 1. What jobs ask for: xen, a node that carries pilots (FORCED: no other job gets there by chance through the pilots' queue);
#    exclusive, the node for one job; and vmpilot_dirty, what the load sensor reports.
qconf -sc | grep -v '^#' >"$folder/complexes"
cp "$folder/complexes" "$folder/complexes.before"
complex() { grep -q "^$1 " "$folder/complexes" || echo "$*" >>"$folder/complexes"; }
complex xen xen BOOL == FORCED NO FALSE 0
complex exclusive excl BOOL EXCL YES YES FALSE 1000
complex vmpilot_dirty vmpilot_dirty INT '>=' YES NO 0 0
cmp -s "$folder/complexes" "$folder/complexes.before" || qconf -Mc "$folder/complexes"

# 2. The nodes: exclusive holds across all queues because it belongs to the host. The load sensor runs on these alone.
for node in $VMPILOT_NODES; do
  qconf -aattr exechost complex_values exclusive=true "$node"
  if qconf -sconf "$node" >"$folder/conf" 2>/dev/null; then known=yes; else known=no; fi
  mkdir -p "$folder/hosts"
  grep -v '^#' "$folder/conf" >"$folder/hosts/$node" || :
  others=$(sed -n 's/^load_sensor  *//p' "$folder/hosts/$node" | tr ',' '\n' | grep -vxF -e "$sensor" -e none -e NONE | paste -sd, -)
  sed -i '/^load_sensor /d' "$folder/hosts/$node"
  echo "load_sensor ${others:+$others,}$sensor" >>"$folder/hosts/$node"
  if [ "$known" = yes ]; then qconf -Mconf "$folder/hosts/$node"; else qconf -Aconf "$folder/hosts/$node"; fi
done

# 3. The pilots' queue. Nothing restarts a pilot job (rerun); notify is the grace that qdel and h_rt leave.
if ! qconf -shgrp @vmpilot >/dev/null 2>&1; then
  printf 'group_name @vmpilot\nhostlist NONE\n' >"$folder/group"
  qconf -Ahgrp "$folder/group"
fi
for node in $VMPILOT_NODES; do qconf -aattr hostgroup hostlist "$node" @vmpilot; done
if ! qconf -sq "$queue" >/dev/null 2>&1; then
  # A new queue's template names a parallel environment that need not exist.
  qconf -sq | sed -e "s/^qname .*/qname $queue/" -e 's/^hostlist .*/hostlist @vmpilot/' -e 's/^pe_list .*/pe_list NONE/' \
    -e 's/^load_thresholds .*/load_thresholds NONE/' >"$folder/queue"
  qconf -Aq "$folder/queue"
fi
qconf -mattr queue slots "${VMPILOT_SLOTS:-4}" "$queue"
qconf -mattr queue notify "${VMPILOT_NOTIFY:-00:01:00}" "$queue"
qconf -mattr queue rerun FALSE "$queue"
qconf -mattr queue shell_start_mode unix_behavior "$queue"
qconf -aattr queue complex_values xen=true "$queue"

# 4. Leases of several nodes: a parallel environment that gives a job one slot on each of so many hosts, and lets it start its tasks there (control_slaves).
if ! qconf -sp "${VMPILOT_PE:-vmpilot}" >/dev/null 2>&1; then
  printf '%s\n' "pe_name ${VMPILOT_PE:-vmpilot}" 'slots 9999' 'user_lists NONE' 'xuser_lists NONE' 'start_proc_args NONE' 'stop_proc_args NONE' \
    'allocation_rule 1' 'control_slaves TRUE' 'job_is_first_task TRUE' 'urgency_slots min' 'accounting_summary FALSE' 'qsort_args NONE' >"$folder/pe"
  # Cells before 8.1 have no qsort_args.
  qconf -Ap "$folder/pe" || { sed -i '/^qsort_args /d' "$folder/pe" && qconf -Ap "$folder/pe"; }
fi
qconf -aattr queue pe_list "${VMPILOT_PE:-vmpilot}" "$queue"

# 5. A node that vmpilot has barred gets no jobs from these queues: alarm state "a", until the node is clean again.
for one in "$queue" ${VMPILOT_OTHER_QUEUES:-}; do qconf -aattr queue load_thresholds vmpilot_dirty=1 "$one"; done

# 6. The coordinator submits there, and drains nodes: qmod -d needs an operator.
qconf -ss | grep -qx -e "$VMPILOT_SUBMIT_HOST" || qconf -as "$VMPILOT_SUBMIT_HOST"
qconf -so | grep -qx -e "$VMPILOT_ACCOUNT" || qconf -ao "$VMPILOT_ACCOUNT"
