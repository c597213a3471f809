#!/bin/sh
# Puts vmpilot's prolog and epilog into queues of a Grid Engine cell, run as root on the node around every job of theirs. Run it as a manager, after
# recipe.sh (whose load sensor keeps jobs away from a barred node). Running it again changes nothing more.
#   VMPILOT_QUEUES   queues that have the nodes, pilots' and others', separated by blanks (must be given)
#   VMPILOT_HOME     the installation on the nodes; default /opt/vmpilot
set -eu
: "${VMPILOT_QUEUES:?queues, separated by blanks}"
home=${VMPILOT_HOME:-/opt/vmpilot}
for queue in $VMPILOT_QUEUES; do
    for hook in prolog epilog; do
        now=$(qconf -sq "$queue" | sed -n "s/^$hook  *//p")
        case $now in
        NONE | none | "root@$home/node/$hook"*) qconf -mattr queue "$hook" "root@$home/node/$hook grid-engine" "$queue" ;;
        *) echo "$queue has a $hook already ($now): call '$home/node/$hook grid-engine' from it, as root, and hand its exit status on" >&2 ;;
        esac
    done
done
