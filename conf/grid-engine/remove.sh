#!/bin/sh
# Takes back what recipe.sh and prolog-epilog.sh have set in a Grid Engine cell (docs/grid-engine.md). Run it as a manager when no pilot job is left; running it again
# changes nothing more. It knows the names that they knew:
#   VMPILOT_NODES, VMPILOT_SUBMIT_HOST, VMPILOT_ACCOUNT, VMPILOT_QUEUE, VMPILOT_PE, VMPILOT_OTHER_QUEUES, VMPILOT_SENSOR, VMPILOT_HOME
# What it leaves: the complex "exclusive" and that the nodes have it, which other jobs may ask for by now.
set -eu
: "${VMPILOT_NODES:?execution hosts, separated by blanks}" "${VMPILOT_SUBMIT_HOST:?host name}" "${VMPILOT_ACCOUNT:?account}"
queue=${VMPILOT_QUEUE:-vmpilot.q}
sensor=${VMPILOT_SENSOR:-/opt/vmpilot/node/vmpilot-load-sensor}
home=${VMPILOT_HOME:-/opt/vmpilot}
export SGE_SINGLE_LINE=1 # else qconf folds long lines
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# 1. The pilots' queue, closed first: no job comes while the rest goes.
if qconf -sq "$queue" >/dev/null 2>&1; then
  qmod -d "$queue" >/dev/null || :
  if ! qconf -dq "$queue"; then
    echo "queue $queue stays, disabled: end its jobs (qdel), then run this again" >&2
    exit 1
  fi
fi
! qconf -shgrp @vmpilot >/dev/null 2>&1 || qconf -dhgrp @vmpilot
! qconf -sp "${VMPILOT_PE:-vmpilot}" >/dev/null 2>&1 || qconf -dp "${VMPILOT_PE:-vmpilot}"

# 2. The other queues of these nodes: no prolog, no epilog, no threshold of ours.
for one in ${VMPILOT_OTHER_QUEUES:-}; do
  for hook in prolog epilog; do
    case $(qconf -sq "$one" | sed -n "s/^$hook  *//p") in
    "root@$home/node/$hook"*) qconf -mattr queue "$hook" NONE "$one" ;;
    esac
  done
  ! qconf -sq "$one" | grep -q '^load_thresholds .*vmpilot_dirty' || qconf -dattr queue load_thresholds vmpilot_dirty=1 "$one"
done

# 3. The load sensor of each node; others stay.
for node in $VMPILOT_NODES; do
  qconf -sconf "$node" >"$folder/conf" 2>/dev/null || continue
  grep -q "^load_sensor .*$sensor" "$folder/conf" || continue
  mkdir -p "$folder/hosts"
  grep -v '^#' "$folder/conf" >"$folder/hosts/$node"
  others=$(sed -n 's/^load_sensor  *//p' "$folder/hosts/$node" | tr ',' '\n' | grep -vxF -e "$sensor" -e none -e NONE | paste -sd, -)
  sed -i '/^load_sensor /d' "$folder/hosts/$node"
  [ -z "$others" ] || echo "load_sensor $others" >>"$folder/hosts/$node"
  if grep -q "[^[:space:]]" "$folder/hosts/$node"; then qconf -Mconf "$folder/hosts/$node"; else qconf -dconf "$node"; fi
done

# 4. The complexes that nobody else can use.
qconf -sc | grep -v '^#' >"$folder/complexes"
grep -v -e '^xen ' -e '^vmpilot_dirty ' "$folder/complexes" >"$folder/without" || :
if ! cmp -s "$folder/complexes" "$folder/without" && ! qconf -Mc "$folder/without"; then
  echo "complex vmpilot_dirty stays while the qmaster remembers that a node has reported it: harmless; run this again after the nodes' daemons have been started anew" >&2
fi

# 5. The coordinator's rights.
! qconf -so 2>/dev/null | grep -qx -e "$VMPILOT_ACCOUNT" || qconf -do "$VMPILOT_ACCOUNT"
! qconf -ss 2>/dev/null | grep -qx -e "$VMPILOT_SUBMIT_HOST" || qconf -ds "$VMPILOT_SUBMIT_HOST"
