# shellcheck shell=bash
# shellcheck disable=SC2154 # dir, account, uid, hostile_folder: set by virtual-node
# What makes a virtual node hostile (docs/virtual-node.md); sourced by virtual-node, which runs hostile_KIND and peaceful_KIND within the node as root.
#
# Nothing here is a fake of a program of ours: tools are this machine's own, changed to what an older distribution has; full disks are full; files of
# cgroups are files in the places where the kernel has them.

hostile_kinds='bash-sh bash-5.0 bash-4.4 old-env tmp-full tmp-read-only run-full run-no-inodes var-full var-read-only few-processes planted functions
cgroup-v1 cgroup-v2 cgroup-v2-units bare-metal'

# mount_tool FILE OVER: what /bin/sh and the like really are.
mount_tool() { mount --bind "$1" "$(readlink -f -- "$2")"; }

unmount_tool() { umount -l "$(readlink -f -- "$1")"; }

# ---- older tools: mounted over the node's own, so that every #! meets them ----

hostile_bash_sh() {
    mkdir -p "$dir/hostile" && cp -f /bin/bash "$dir/hostile/bash-sh" && mount_tool "$dir/hostile/bash-sh" /bin/sh
}
peaceful_bash_sh() { unmount_tool /bin/sh; }

older_bash() {
    mkdir -p "$dir/hostile" && "$hostile_folder/older-tool" bash "$1" "$dir/hostile/bash-$1" || return 1
    mount_tool "$dir/hostile/bash-$1" /bin/sh && mount_tool "$dir/hostile/bash-$1" /bin/bash
}
newer_bash() { unmount_tool /bin/bash && unmount_tool /bin/sh; }

hostile_bash_5_0() { older_bash 5.0; }
peaceful_bash_5_0() { newer_bash; }
hostile_bash_4_4() { older_bash 4.4; }
peaceful_bash_4_4() { newer_bash; }

# This program's own calls of env go on with the node's own: see run_within.
hostile_old_env() {
    mkdir -p "$dir/hostile" && cp -f /usr/bin/env "$dir/hostile/env" && "$hostile_folder/older-tool" env "$dir/hostile/old-env" &&
        mount_tool "$dir/hostile/old-env" /usr/bin/env
}
peaceful_old_env() { unmount_tool /usr/bin/env && rm -f "$dir/hostile/env"; }

# ---- disks ----

# fill FOLDER: a tmpfs takes not one more page: its size becomes what is used. (Not a byte used would mean: no limit.)
fill() {
    head -c 4096 /dev/zero >"$1/full" && mount -o "remount,size=$(($(stat -f -c '(%b - %f) * %S' -- "$1")))" "$1"
}

hostile_tmp_full() {
    mount -t tmpfs -o size=4k,mode=1777 tmpfs /tmp && { head -c 4096 /dev/zero >/tmp/full; } 2>/dev/null
}
peaceful_tmp_full() { umount -l /tmp; }
hostile_tmp_read_only() { mount -t tmpfs -o ro,size=4k,mode=1777 tmpfs /tmp; }
peaceful_tmp_read_only() { umount -l /tmp; }

hostile_run_full() { fill /run; }
peaceful_run_full() { mount -o remount,size=64m /run && rm -f /run/full; }
# The last of a list: what mounts something keeps a note of it in /run.
hostile_run_no_inodes() { mount -o "remount,nr_inodes=$(($(stat -f -c '%c - %d' /run)))" /run; }
peaceful_run_no_inodes() { mount -o remount,nr_inodes=100000 /run; }

# A disk of its own, with what was there. It is gone at the next boot, as a disk that broke is; peaceful takes back what was written on it.
var_disk() {
    install -d -m 0700 /var/lib/vmpilot && mount -t tmpfs -o size=16m,mode=0700 tmpfs /mnt && cp -a /var/lib/vmpilot/. /mnt/ &&
        mount --move /mnt /var/lib/vmpilot
}
# A reaper that comes again may write while we are at it: what it has written meanwhile stays.
var_back() {
    mount -t tmpfs -o size=16m tmpfs /mnt && cp -a /var/lib/vmpilot/. /mnt/ && umount -l /var/lib/vmpilot || return 1
    find /var/lib/vmpilot -mindepth 1 -delete 2>/dev/null
    cp -au /mnt/. /var/lib/vmpilot/ && chmod 0700 /var/lib/vmpilot && umount -l /mnt
}
hostile_var_full() { var_disk && fill /var/lib/vmpilot; }
peaceful_var_full() { var_back && rm -f /var/lib/vmpilot/full; }
hostile_var_read_only() { var_disk && mount -o remount,ro /var/lib/vmpilot; }
peaceful_var_read_only() { var_back; }

# ---- processes ----

# The limit is the kernel's (pids controller): root has no other. It lies on the host, so these two run there; what is in the group stays there, because the
# node's own tree of cgroups does not lead out of it.
processes_beside=8

hostile_few_processes() {
    local group pid
    for group in /sys/fs/cgroup/pids /sys/fs/cgroup; do
        group=$group/vmpilot-node-$(<"$dir/boot_id")
        # It may be there from before, in the same boot.
        [[ -d $group ]] || mkdir "$group" 2>/dev/null
        if [[ -f $group/pids.max ]]; then break; fi
        rmdir "$group" 2>/dev/null
    done
    [[ -f $group/pids.max ]] || fail "this machine has no cgroup controller 'pids' that root can use"
    echo "$group" >"$dir/pids-group" || return 1
    for pid in $(holders "$dir"); do echo "$pid" >"$group/cgroup.procs"; done 2>/dev/null
    echo $(($(<"$group/pids.current") + processes_beside)) >"$group/pids.max"
}
peaceful_few_processes() { echo max >"$(<"$dir/pids-group")/pids.max"; }

# join_pids_group: what is started from now on counts as well.
join_pids_group() {
    [[ ! -f $dir/pids-group ]] || echo $$ >"$(<"$dir/pids-group")/cgroup.procs"
}

# After the last of them.
remove_pids_group() {
    [[ -f $dir/pids-group ]] || return 0
    rmdir "$(<"$dir/pids-group")" && rm -f "$dir/pids-group"
}

# ---- an ordinary account ----

# What the account plants: command lines that look like ours and like a device model's, the mark of a slot in environments of its own and of a setuid
# program (a copy of sleep, as harmless as any that every distribution has). All of them sleep until the node's end.
hostile_planted() {
    local domids='' id
    read_parameters
    [[ -n $account ]] || fail "planted needs a node with an account (--account)"
    for ((id = 1; id <= 64; id++)); do domids+="-xen-domid $id "; done
    printf '#!/bin/sh\nwhile :; do sleep 3600; done\n' >"/var/lib/$account/vmpilot-load-sensor" && chmod 0755 "/var/lib/$account/vmpilot-load-sensor" &&
        install -m 4755 -o 0 -g 0 /bin/sleep "/var/lib/$account/setuid-sleep" || return 1
    plant "qemu-system-i386 $domids" /bin/sleep 86401
    plant 'java org.vmpilot.agent.Agent run vvictimsa1.7' /bin/sleep 86402
    plant "/var/lib/$account/vmpilot-load-sensor" "/var/lib/$account/vmpilot-load-sensor"
    plant 'sleep' /bin/sleep 86403
    plant 'setuid-sleep' "/var/lib/$account/setuid-sleep" 86404
}

# plant NAME PROGRAM [ARGUMENT]: as the account, in a session of its own, under that name, with a slot's mark.
plant() {
    local name=$1
    shift
    # shellcheck disable=SC2016 # expanded by the inner shell
    setsid setpriv --reuid="$uid" --regid="$uid" --clear-groups env -i VMPILOT_SLOT=vvictimsa1.7 \
        /bin/bash -c 'name=$1; shift; exec -a "$name" "$@"' bash "$name" "$@" </dev/null >/dev/null 2>&1 9>&- &
}

# No process is ended by its name: they end with the node.
peaceful_planted() { :; }

# What 'exec' gives its commands from now on: functions in the environment, as a user's 'qsub -v' can bring them before root's prolog. Each says in /run/pwned
# whose it is and does then what was asked for.
hostile_functions() { mkdir -p "$dir/hostile" && touch "$dir/hostile/functions"; }
peaceful_functions() { rm -f "$dir/hostile/functions"; }

# Sets functions: words for env.
foreign_functions() {
    local name
    functions=()
    [[ -f $dir/hostile/functions ]] || return 0
    for name in '[' test echo printf read exec command cd : trap export set id cat mkdir readlink; do
        functions+=("BASH_FUNC_$name%%=() { { builtin echo \"\$UID $name\" >>/run/pwned; } 2>/dev/null; $(true_name "$name") \"\$@\"; }")
    done
}

true_name() {
    case $1 in
    id | cat | mkdir | readlink) echo "builtin command $1" ;;
    *) echo "builtin $1" ;;
    esac
}

# ---- trees of cgroups: files in the kernel's places, over /sys/fs/cgroup ----

cgroup_tree() {
    mount -t tmpfs -o size=1m,mode=0755 tmpfs /sys/fs/cgroup && cd /sys/fs/cgroup || return 1
}
peaceful_cgroup_v1() { umount -l /sys/fs/cgroup; }
peaceful_cgroup_v2() { umount -l /sys/fs/cgroup; }
peaceful_cgroup_v2_units() { umount -l /sys/fs/cgroup; }

hostile_cgroup_v1() {
    local group
    cgroup_tree || return 1
    for group in cpu cpuacct cpuset memory devices freezer blkio pids systemd; do
        mkdir "$group" && : >"$group/cgroup.procs" && : >"$group/tasks" || return 1
    done
}

hostile_cgroup_v2() {
    cgroup_tree && echo 'cpu memory pids' >cgroup.controllers && : >cgroup.procs
}

# What systemd, OpenRC and LRMs have beside each other in the root.
hostile_cgroup_v2_units() {
    local unit
    hostile_cgroup_v2 || return 1
    for unit in init.scope system.slice user.slice dev-hugepages.mount sys-kernel-debug.mount openrc.sshd slurm.group pbs_jobs; do
        mkdir "$unit" && : >"$unit/cgroup.procs" || return 1
    done
    mkdir system.slice/sshd.service && : >system.slice/sshd.service/cgroup.procs
}

# ---- the kernel ----

# One that was not booted under Xen.
hostile_bare_metal() { rm -r /sys/hypervisor; }
peaceful_bare_metal() { mkdir /sys/hypervisor && echo xen >/sys/hypervisor/type; }

# ---- what virtual-node calls ----

# known_kind KIND: exits with words if there is no such kind.
known_kind() {
    case " ${hostile_kinds//$'\n'/ } " in *" $1 "*) ;; *) fail "no such kind of hostility: '$1' (there are: ${hostile_kinds//$'\n'/ })" ;; esac
}

# make_node hostile|peaceful KIND: on the host.
make_node() {
    known_kind "$2"
    find_init "$dir" || fail "$dir: the node is down"
    if [[ $2 == few-processes ]]; then
        [[ $1 == peaceful ]] || within_node "$init_pid" hostile cgroup-v2
        "$1_few_processes"
    else
        within_node "$init_pid" "$1" "$2"
    fi || fail "$dir: the node could not be made $1: $2"
}

within_node() {
    nsenter --target "$1" --mount --pid --uts -- /bin/bash "$self" within "$dir" "$2" "$3" 9>&- </dev/null
}
