# Sourced by the labs: an OpenSSH server on each node, so that kill-all finds what a site has. The lab gives within NODE COMMAND ..., which runs a
# command on a node as root, and ssh, a folder for the keys.
# shellcheck shell=bash disable=SC2154

ssh_begin() {
  need_sshd
  mkdir -m 0700 "$ssh"
  ssh-keygen -q -t ed25519 -N '' -C kill-all -f "$ssh/key"
}

# ssh_node NODE ADDRESS PORT AUTHORIZED: a server there with a host key of its own, in known_hosts under the node's name. AUTHORIZED: sshd's
# AuthorizedKeysFile.
ssh_node() {
  local node=$1
  ssh-keygen -q -t ed25519 -N '' -C "$node" -f "$ssh/$node"
  within "$node" sh -c 'umask 077; mkdir -p /etc/killall && cat >/etc/killall/host-key' <"$ssh/$node"
  within "$node" sh -c 'cat >/etc/killall/sshd_config' <<CONF
ListenAddress $2:$3
HostKey /etc/killall/host-key
AuthorizedKeysFile $4
PidFile none
UsePAM no
CONF
  if [ "$3" = 22 ]; then printf '%s' "$node"; else printf '[%s]:%s' "$node" "$3"; fi >>"$ssh/known_hosts"
  printf ' %s\n' "$(cat "$ssh/$node.pub")" >>"$ssh/known_hosts"
  start_sshd "$node"
}

# The key's line, as shipped, with this key in the place of the sample's.
authorized_key() { sed "/^#/d; s|ssh-ed25519 AAAA.*|$(cat "$ssh/key.pub")|" "$ROOT/conf/killall/authorized_keys"; }

start_sshd() { within "$1" sh -c 'mkdir -p /run/sshd && exec /usr/sbin/sshd -f /etc/killall/sshd_config'; }
