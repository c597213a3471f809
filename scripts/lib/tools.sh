# Sourced by the scripts that a person runs. Says what it does, installs what is missing on Debian 12, knows where things are.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# The one folder that the scripts keep between runs.
# shellcheck disable=SC2034 # used by the scripts that source this file
CACHE=$(readlink -m -- "${VMPILOT_CACHE:-/var/cache/vmpilot}")

# What is printed and sorted does not depend on whose locale it is, nor on whether this machine has it: of one that is not installed, which ssh brings
# along, bash would warn at every start.
unset LANG LANGUAGE "${!LC_@}"

# Whoever calls may have any umask: what is made here is for a node's accounts to read, and what is secret says so itself.
umask 022

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

# What a script says of itself: the comment below its first line.
own_words() { sed -n '2,/^[^#]/{/^#/!d; s/^# \{0,1\}//p}' "$0"; }

# explain_if_asked WORD...: --help or -h, wherever it stands, explains the script and does nothing else. Behind a lab's words that take a command, it is
# that command's.
explain_if_asked() {
  local word own=$#
  case ${1:-} in
    admin | vmpilot) own=2 ;;
    exec | ssh) own=3 ;;
    as) own=4 ;;
  esac
  for word in "${@:1:own}"; do
    case $word in -h | --help) own_words; exit 0 ;; esac
  done
}

# ---- patience ----

# Sets start_ms: what a process costs here, from start to end. 1 or 2 ms on bare metal, 10 and more in a virtual machine without nested paging.
measure_start() {
  local before=${EPOCHREALTIME/[.,]/} times
  for times in 1 2 3 4 5 6 7 8; do /bin/bash -c :; done
  start_ms=$(((${EPOCHREALTIME/[.,]/} - before) / 8000))
}

# What every time-out of tests and labs is multiplied by. They end what waits in vain, and nothing else: on a busy or a slow machine they are longer.
if [ -z "${VMPILOT_PATIENCE:-}" ]; then
  measure_start
  VMPILOT_PATIENCE=$((3 + $(cut -d. -f1 /proc/loadavg) / $(nproc) + (start_ms < 25 ? start_ms : 25) / 4))
fi
case $VMPILOT_PATIENCE in
  *[!0-9]* | 0*)
    # Of the script that sources this: who asks for help gets it all the same.
    case " $* " in
      *' --help '* | *' -h '*) VMPILOT_PATIENCE=1 ;;
      *) say "$(basename "$0"): VMPILOT_PATIENCE is a number from 1. Nothing was done."; exit 2 ;;
    esac
    ;;
esac
export VMPILOT_PATIENCE

# until_true SECONDS COMMAND...: waits for a condition, not for a time; in vain for so long, times the patience.
until_true() {
  local end=$((SECONDS + $1 * VMPILOT_PATIENCE))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

# ---- folders of labs ----

# begin_lab FOLDER: makes it, marked as ours; only_a_lab FOLDER: 'down' removes no other.
begin_lab() { mkdir -p "$1/nodes" && : >"$1/.vmpilot-lab"; }
only_a_lab() { [ -f "$1/.vmpilot-lab" ] || die "$1 is no lab's folder ('up' makes one). Nothing was done."; }

# copy_dist DIST FOLDER: an installation, not while a build replaces it.
copy_dist() {
  (
    if [ -e "$ROOT/target/.lock" ]; then
      exec 8<"$ROOT/target/.lock"
      take_turn -s
    fi
    cp -R "$1" "$2"
  )
}

# A lab's: class data archives name their jars by path, so they are made where the hosts see the installation. Without them all is only slower.
make_archives() {
  on master sh -c 'rm -f /opt/vmpilot/lib/agent.jsa; /opt/vmpilot/node/vmpilot-archive; /opt/vmpilot/bin/vmpilot archive' >&2 || true
}

# take_turn [-s]: among builds of this checkout (descriptor 8); -s: beside others that only read.
take_turn() {
  flock -n "$@" 8 || {
    say "another build is under way in $ROOT; waiting for its end"
    flock -w 1800 "$@" 8 || die "the other build has not ended for half an hour. Nothing was done."
  }
}

# ---- what the machine must have ----

need_root() {
  [ "$(id -u)" = 0 ] || die "must run as root: virtual nodes are namespaces. Nothing was done."
}

# check_machine DISK_MIB MEMORY_MIB [nodes]: says everything that is missing at once, and how to get it, before anything is installed. Fails if something is.
check_machine() {
  local faults=()
  [ "${3:-}" != nodes ] || namespaces_granted || faults+=("$namespaces_missing")
  writable "$ROOT" || faults+=("$ROOT: no folder 'target' can be made there. Clone it where you may write, or run this as its owner.")
  [[ $ROOT != *:* ]] || faults+=("a path without ':': Java's class path, and so an installation, cannot lie below $ROOT. Clone it elsewhere.")
  [[ $CACHE != *[[:space:]:]* ]] || faults+=("a cache folder without blanks and ':': nodes of a site are kept below $CACHE. Set VMPILOT_CACHE to another one.")
  check_temporary /tmp # Java's, whatever TMPDIR says
  [ "${TMPDIR:-/tmp}" = /tmp ] || check_temporary "$TMPDIR"
  check_disk "$ROOT/target" "$1"
  check_disk "$CACHE" "$1"
  check_memory "$2"
  [ ${#faults[@]} -gt 0 ] || return 0
  say "This machine lacks:"
  printf '  - %s\n' "${faults[@]}" >&2
  say "Nothing was installed, nothing was changed."
  return 1
}

writable() { mkdir -p "$1/target" 2>/dev/null && [ -w "$1/target" ]; }

namespaces_missing=''
namespaces_granted() {
  local answer
  if [ "$(id -u)" != 0 ]; then
    namespaces_missing='root: virtual nodes are namespaces. Run this as root, for example with sudo.'
    return 1
  fi
  answer=$(unshare --mount --pid --uts --fork --propagation private sh -c 'mount -t tmpfs none /tmp' 2>&1) && return 0
  namespaces_missing="namespaces and mounts (${answer:-unshare failed}). In a container: start it with --privileged, or with CAP_SYS_ADMIN and without a seccomp or AppArmor profile that forbids them."
  return 1
}

# check_temporary FOLDER, check_disk FOLDER MIB, check_memory MIB: add to 'faults'.
check_temporary() {
  local file
  if file=$(mktemp "$1/vmpilot-XXXXXX" 2>/dev/null) && { echo >"$file"; } 2>/dev/null; then
    rm -f "$file"
  else
    [ -z "$file" ] || rm -f "$file"
    faults+=("$1: no file can be written there. Mount it writable and free some of it (or set TMPDIR to another folder, if it names this one).")
  fi
}

check_disk() {
  local free folder=$1
  until [ -e "$folder" ]; do folder=$(dirname "$folder"); done
  free=$(df -Pm "$folder" 2>/dev/null | awk 'NR == 2 {print $4}')
  [ "${free:-$2}" -ge "$2" ] || faults+=("disk: $free MiB are free in $folder, and $2 are needed. Free some, or clone to a larger file system.")
}

check_memory() {
  local free
  free=$(awk '/^MemAvailable:|^SwapFree:/ {kib += $2} END {print int(kib / 1024)}' /proc/meminfo)
  [ "$free" -ge "$1" ] || faults+=("memory: $free MiB are available, and $1 are needed. End something, or add swap.")
}

# ---- packages ----

build_tools=(javac:openjdk-17-jdk-headless mvn:maven python3:python3)
node_tools=(sudo:sudo python3:python3 unshare:util-linux nsenter:util-linux setpriv:util-linux flock:util-linux ip:iproute2 ps:procps mount:mount)
# OpenSSH for kill-all's tests; without sshd they are skipped. Where systemd runs, installing the server's package would open port 22: that is the owner's decision.
ssh_tools=(ssh-keygen:openssh-client)
[ -d /run/systemd/system ] || ssh_tools+=(/usr/sbin/sshd:openssh-server)

need_build_tools() { need_packages "${build_tools[@]}"; }
need_node_tools() { need_packages "${node_tools[@]}"; }
need_sshd() {
  need_packages "${ssh_tools[@]}"
  [ -x /usr/sbin/sshd ] || die "there is no OpenSSH server here, and installing one opens port 22 where systemd runs: that is the owner's decision (apt-get install openssh-server). Nothing was done."
}
# shellcheck disable=SC2034 # used by scripts/test
all_tools=("${build_tools[@]}" "${node_tools[@]}" "${ssh_tools[@]}")

# need_packages COMMAND:PACKAGE ... installs the packages whose command is missing. One at a time: two builds side by side may miss the same.
need_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "these packages are missing, and only root can install them: ${missing[*]}. As root: apt-get install ${missing[*]}. Nothing was done."
  mkdir -p "$CACHE"
  (
    flock 9
    install_packages "$@" 9>&-
  ) 9>"$CACHE/packages.lock" || exit
}

missing_packages() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || echo "${pair#*:}"
  done | sort -u
}

# What apt and dpkg have to say is in a log. All is fetched before the first package is unpacked: a registry that does not answer leaves the machine as it was.
install_packages() {
  local missing log=$CACHE/packages.log began=$SECONDS
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing Debian's ${missing[*]} (log: $log)"
  quiet_apt update >"$log" 2>&1 || say "  the package lists could not be fetched (apt-get update); trying with those that are there"
  quiet_apt --no-install-recommends --download-only install "${missing[@]}" >>"$log" 2>&1 ||
    apt_failed "cannot be fetched. See to /etc/apt/sources.list and to the network (a proxy goes into /etc/apt/apt.conf.d). Nothing was installed"
  RUNLEVEL=1 quiet_apt --no-install-recommends install "${missing[@]}" >>"$log" 2>&1 || apt_failed "could not be installed"
  say "  installed ($((SECONDS - began)) s)"
}

quiet_apt() { DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" </dev/null; }

apt_failed() {
  tail -n 15 "$log" >&2
  die "${missing[*]}: $1; log: $log"
}

# promtool: where it is. Debian's package is unpacked into the cache, not installed: installed it is a service. Fails if it cannot be fetched.
promtool() {
  local tool=$CACHE/promtool/usr/bin/promtool new
  type -P promtool && return
  if [ ! -x "$tool" ]; then
    mkdir -p "$CACHE" && new=$(mktemp -d "$CACHE/promtool.XXXXXX") || return
    if ! { quiet_apt update; (cd "$new" && apt-get -qq -o APT::Sandbox::User=root download prometheus) && dpkg -x "$new"/prometheus_*.deb "$new"; } >"$new/log" 2>&1; then
      say "promtool, of Debian's package prometheus, could not be fetched: $(tail -n 1 "$new/log")"
      rm -rf "$new"
      return 1
    fi
    rm -f "$new"/prometheus_*.deb "$new/usr/bin/prometheus"
    mv -T "$new" "$CACHE/promtool" 2>/dev/null || rm -rf "$new" # another run was faster
  fi
  echo "$tool"
}

# ---- Maven ----

# Debian's Maven runs with whatever java is first; the build asks for 17 or later.
maven() {
  (cd "$ROOT" && mvn -B -ntp "$@")
}

# maven_with_progress LOG ARGUMENTS...: all output goes to the log, and a line a module is shown.
maven_with_progress() {
  local log=$1
  shift
  maven "$@" 2>&1 | tee "$log" | module_lines >&2
  return "${PIPESTATUS[0]}"
}

# [INFO] Building vmpilot: host 0.1.0-SNAPSHOT                     [3/26]
module_lines() {
  sed -n -u 's|^\[INFO\] Building \(.*[^ ]\) [^ ]*  *\[\([0-9]*/[0-9]*\)\]$|    \2 \1|p'
}

# explain_maven LOG: the cause if it was the registry.
explain_maven() {
  ! grep -qE 'Could not transfer|Unknown host|Temporary failure in name resolution|Could not resolve (dependencies|plugin)|artifacts could not be resolved' "$1" ||
    say "Maven could not fetch what the build needs. It asks Maven Central, or the mirror that ~/.m2/settings.xml names; a proxy is set there as well."
}
