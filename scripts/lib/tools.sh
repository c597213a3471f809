# Sourced by the scripts that a person runs. Says what it does, installs what is missing on Debian 12, knows where things are.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# The one folder that the scripts keep between runs.
# shellcheck disable=SC2034 # used by the scripts that source this file
CACHE=${VMPILOT_CACHE:-/var/cache/vmpilot}

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

need_root() {
  [ "$(id -u)" = 0 ] || die "must run as root: virtual nodes are namespaces. Nothing was done."
}

# need_packages COMMAND:PACKAGE ... installs the packages whose command is missing. One at a time: two builds side by side may miss the same.
need_packages() {
  [ -n "$(missing_packages "$@")" ] || return 0
  need_root
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
  done
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update >&2 || say "apt-get update failed; trying with the lists that are there"
  apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 install "${missing[@]}" >&2 ||
    die "could not install ${missing[*]}"
}

need_build_tools() {
  need_packages javac:openjdk-17-jdk-headless mvn:maven python3:python3
}

need_node_tools() {
  need_packages sudo:sudo python3:python3 unshare:util-linux nsenter:util-linux setpriv:util-linux flock:util-linux \
    ip:iproute2 ps:procps mount:mount
}

# OpenSSH for kill-all's tests; without sshd they are skipped. Where systemd runs, installing the package would open port 22: that is the
# owner's decision.
need_ssh_tools() {
  need_packages ssh-keygen:openssh-client
  command -v /usr/sbin/sshd >/dev/null || [ -d /run/systemd/system ] || RUNLEVEL=1 need_packages sshd:openssh-server
}

# Debian's Maven runs with whatever java is first; the build asks for 17 or later.
maven() {
  (cd "$ROOT" && mvn -B -ntp "$@")
}
