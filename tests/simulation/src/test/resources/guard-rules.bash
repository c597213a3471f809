# The rules of vmpilot-guard ($0) on sights from stdin; $1 is a folder to write to. Everything of the script up to its main part is
# the script's own; what it sees with (processes, files, clock) and what it does in the end are replaced here.
set -u
eval "$(sed '/^begin$/,$d' "$0")"

# A reaper's bound is that of the defaults.
conf_defaults
conf_bounds
folder=$1
fifo=$folder/fifo
# The guard's own reads have their own stdin.
exec {input}<&0
recorded() { [[ $seen_recorded == recorded ]]; }
read_slot() { record=([DEADLINE_MS]=$seen_deadline [ENDING_MS]=$seen_ending); }
clock() { now=$seen_now; }
find_freezer() { :; }
wake_reapers() { :; }
halted() { [[ ,$seen_halted, == *",$1,"* ]]; }
lives() { [[ $seen_lives == lives ]]; }
bring_home() { verdict="home $1"; leave; }

# What is left of the guard's sights is not looked at.
leave() {
    echo "$verdict${counted:+ after $looks}"
    while builtin read -r -u "$input" line && [[ $line != end ]]; do :; done
    exit
}

watch_sights() {
    printf '%s GO duration_ms=%s\n' "$1" "$2" >"$folder/journal"
    [[ $1 != 0 ]] || : >"$folder/journal"
    while builtin read -r -u "$input" seen_recorded seen_now seen_deadline seen_ending seen_lives seen_halted && [[ $seen_recorded != end ]]; do
        process=() seen_halted=${seen_halted:-}
        [[ $seen_lives == none ]] || process[launcher]=there
        look_around
        echo watches
    done
}

# After a pause of after_agent the next sight is there. When there is none, the slot has been forgotten and vmpilot-node has ended.
after_sights() {
    counted=yes looks=0
    pause() {
        looks=$((looks + 1))
        next_sight
    }
    next_sight
    after_agent
    verdict=ends
    [[ $seen_recorded != end ]] || exit_after_end
    leave
}

exit_after_end() {
    echo "ends after $looks"
    exit
}

next_sight() {
    builtin read -r -u "$input" seen_recorded seen_lives seen_halted
    [[ $seen_halted != halted ]] || seen_halted=vmpilot-node
    if [[ $seen_recorded == end ]]; then seen_lives=gone seen_halted=''; fi
}

while builtin read -r -u "$input" word go duration; do
    ticks=0 halted_before='' launcher_gone=0 record_file='' counted='' looks=0
    case $word in
    guard) (watch_sights "$go" "$duration") ;;
    after) (after_sights) ;;
    *) echo "not understood: $word" && exit 1 ;;
    esac
done
