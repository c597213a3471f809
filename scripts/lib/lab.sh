# Sourced by the labs of real batch systems: hosts as virtual nodes on a network of their own, a Debian package laid over /usr within them, and
# vmpilot on them. A lab sets before: lab (its folder), tree (the unpacked packages), network (three numbers), account (USER:UID), dom0_memory,
# dist; and environment, the words that 'env' gets before each command on a host.
# shellcheck shell=bash
# shellcheck disable=SC2154 # set by the lab

# unpack PROGRAM PACKAGE...: what is missing here of the packages and of what they need, into the tree, which holds PROGRAM then.
unpack() {
  local program=$1 new package
  shift
  [ -e "$tree/$program" ] && return
  local missing packages=("$@")
  mkdir -p "$CACHE"
  new=$(mktemp -d "$CACHE/.unpack.XXXXXX")
  chmod 755 "$new"
  say "unpacking ${packages[*]} into $tree"
  apt-get -qq update >&2 || say "apt-get update failed; trying with the lists that are there"
  mapfile -t missing < <(apt-get -s --no-install-recommends install "${packages[@]}" | awk '/^Inst/ {print $2}')
  mapfile -t packages < <(printf '%s\n' "${packages[@]}" "${missing[@]}" | sort -u)
  (cd "$new" && apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}" >&2) || { rm -rf "$new"; die "no packages"; }
  for package in "$new"/*.deb; do dpkg -x "$package" "$new" && rm "$package"; done
  mv -T "$new" "$tree" 2>/dev/null || rm -rf "$new" # another lab was faster
  [ -e "$tree/$program" ] || die "$tree holds no $program; remove it and try again"
}

# ---- on a host, at each boot (virtual-node --at-boot) ----

lay_over_usr() {
  local layer
  for layer in bin sbin lib share; do
    mount -t overlay overlay -o "ro,lowerdir=$tree/usr/$layer:/usr/$layer" "/usr/$layer"
  done
}

# An empty resolv.conf: no waiting for a name server.
name_hosts() {
  local i
  {
    echo "127.0.0.1 localhost"
    echo "$network.1 master"
    for ((i = 1; i <= 99; i++)); do printf '%s.%d node%02d\n' "$network" $((10 + i)) "$i"; done
  } >/etc/hosts
  : >/etc/resolv.conf
}

# ---- hosts ----

host_number() { [ "$1" = master ] && echo 1 || echo $((10 + 10#${1#node})); }

folder() {
  [[ $1 =~ ^(master|node[0-9][0-9])$ ]] || die "'$1' is no host of the lab (master, node01 ...)"
  [ "$1" = master ] && echo "$lab/master" || echo "$lab/nodes/$1"
}
nodes() { find "$lab/nodes" -mindepth 1 -maxdepth 1 -name 'node*' -printf '%f\n' 2>/dev/null | sort; }
hosts() { echo master; nodes; }
tool() { "$ROOT/scripts/virtual-node" "$@"; }
pid_of() { tool pid "$(folder "$1")" 2>/dev/null; }

on() { local host=$1; shift; tool exec "$(folder "$host")" -- env "${environment[@]}" "$@"; }
as() { local user=$1 host=$2; shift 2; tool exec "$(folder "$host")" --user "$user" -- env "${environment[@]}" "$@"; }

# The switch is a bridge on the master; cables end with the hosts that they join.
plug() {
  local name=$1 pid switch
  pid=$(pid_of "$name") || return 0
  switch=$(pid_of master) || return 0
  if [ "$name" = master ]; then
    on master ip link add br0 type bridge
    on master ip addr add "$network.1/24" dev br0
    on master ip link set br0 up
    for name in $(nodes); do plug "$name"; done
    return
  fi
  ip link add name "v$name" netns "$switch" type veth peer name eth0 netns "$pid"
  on master ip link set "v$name" master br0 up
  on "$name" ip addr add "$network.$(host_number "$name")/24" dev eth0
  on "$name" ip link set eth0 up
}

# make_host NAME HOME (empty: the checkout's own programs)
make_host() {
  tool up "$(folder "$1")" "$1" --account "$account" ${2:+--home "$2"} --own-network --at-boot "$lab/at-boot"
  plug "$1"
}

remove_hosts() {
  local name
  [ -d "$lab" ] || return 0
  only_a_lab "$lab"
  for name in $(hosts); do tool remove "$(folder "$name")"; done
  rm -rf "$lab"
}

# One change of the lab at a time; the lock is beside the folder, because the folder goes.
locked() {
  mkdir -p "$(dirname "$lab")"
  exec 8>"$lab.lock"
  flock -w 120 8 || die "another command has been busy with $lab for 120 s"
  "$@" 8>&-
}

# ---- vmpilot ----

# A lab without an installation has the batch system and nothing else.
has_vmpilot() { [ -d "$lab/dist" ]; }

# The folder that hosts have as /opt/vmpilot.
copy_installation() {
  [ -d "$dist" ] || return 0
  copy_dist "$dist" "$lab/dist"
  echo "$lab/dist"
}

# show LEASE: what the API says of it, as JSON; no JVM is started for it, because tests ask again and again.
show() {
  as "${account%%:*}" master python3 -c "$(cat "$ROOT/scripts/lib/leases.py")
import sys
print(json.dumps(call('GET', '/v1/leases/' + sys.argv[1])))" "$1"
}

# configure_coordinator: what the lab says of its LRM comes on stdin, VMPILOT_LAB_TOML goes at the end.
configure_coordinator() {
  local name
  {
    cat <<CONF
state = "/var/lib/vmpilot-coordinator"
site_key = "/etc/vmpilot/site.key"

[api]
listen = "127.0.0.1:7070"
token_file = "/etc/vmpilot/api.token"

[agents]
listen = "$network.1:7071"

CONF
    cat
    for name in $(nodes); do printf '\n[[node]]\nname = "%s"\n' "$name"; done
    printf '\n%s\n' "${VMPILOT_LAB_TOML:-}"
  } | on master sh -c 'cat >/etc/vmpilot/vmpilot.toml'
}

install_coordinator() {
  on master sh -c "
    set -e
    umask 077
    head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \\n' >/etc/vmpilot/api.token
    /opt/vmpilot/bin/vmpilot key new /etc/vmpilot/site.key >/dev/null
    mkdir -p /var/lib/vmpilot-coordinator
    chown -R ${account%%:*}: /var/lib/vmpilot-coordinator /etc/vmpilot"
}

install_node() {
  as "${account%%:*}" master /opt/vmpilot/bin/vmpilot key issue "$1" --config /etc/vmpilot/vmpilot.toml | on "$1" sh -c "
    set -e
    umask 077
    cat >/etc/vmpilot/node.key
    umask 022
    printf 'node = %s\ncoordinator = %s\ndom0-memory = %s\nbridges = br0\n' $1 $network.1:7071 $dom0_memory >/etc/vmpilot/node.conf
    mkdir -p /var/lib/vmpilot-images/kernels /var/lib/vmpilot-images/disks
    cp /var/lib/simulated-xl/images/kernel /var/lib/vmpilot-images/kernels/guest
    cp /var/lib/simulated-xl/images/ramdisk /var/lib/vmpilot-images/kernels/guest-ramdisk"
}

vmpilot() {
  as "${account%%:*}" master VMPILOT_API=http://127.0.0.1:7070 VMPILOT_TOKEN_FILE=/etc/vmpilot/api.token /opt/vmpilot/bin/vmpilot "$@"
}

serving() { vmpilot status >/dev/null 2>&1; }
coordinator_runs() { on master pgrep -f org.vmpilot.coordinator.Serve >/dev/null; }
coordinator_gone() { ! coordinator_runs; }

start_coordinator() {
  has_vmpilot || die "the lab was made without an installation: run scripts/build before 'up'"
  ! coordinator_runs || return 0
  # An external command and no function: a subshell of ours would hold the lab's lock for as long as the coordinator runs.
  setsid "$ROOT/scripts/virtual-node" exec "$lab/master" --user "${account%%:*}" -- env "${environment[@]}" \
    /opt/vmpilot/bin/vmpilot serve --config /etc/vmpilot/vmpilot.toml </dev/null >>"$lab/coordinator.log" 2>&1 &
  until_true 60 serving || die "the coordinator did not come up: $(tail -n 20 "$lab/coordinator.log")"
}

end_coordinator() {
  on master pkill "-$1" -f org.vmpilot.coordinator.Serve || return 0
  until_true 30 coordinator_gone || die "the coordinator does not end"
}

# ---- daemons ----

# runs HOST DAEMON, gone HOST DAEMON
runs() { on "$1" pgrep -x "$2" >/dev/null; }
gone() { ! runs "$@"; }

# end HOST SIGNAL DAEMON
end() {
  on "$1" pkill "-$2" -x "$3" || return 0
  until_true 30 gone "$1" "$3" || die "$3 on $1 does not end"
}
