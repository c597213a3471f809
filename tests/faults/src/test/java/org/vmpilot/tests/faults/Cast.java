package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.vmpilot.tests.node.Patience;

/** The processes of a case's slot, and what is done to them, with a diary of it. */
class Cast {
    final Ground ground;
    private final List<String> diary = new ArrayList<>();
    private final long began = Beat.now();
    private boolean stopped;

    Cast(Ground ground) {
        this.ground = ground;
    }

    void note(String words) {
        diary.add(Beat.now() - began + " ms: " + words);
    }

    List<String> diary() {
        return diary;
    }

    /** The processes of the slot in these parts; waits a moment for them, because a moment is seen before its process is. */
    List<NodeProcesses.Entry> find(Set<Role> roles) {
        for (int look = 0; look < 25; look++) {
            List<NodeProcesses.Entry> found = now(roles);
            if (!found.isEmpty()) {
                return found;
            }
            Beat.pause(4);
        }
        note("nobody there of " + roles);
        return List.of();
    }

    private List<NodeProcesses.Entry> now(Set<Role> roles) {
        List<NodeProcesses.Entry> found = new ArrayList<>(ground.processes());
        found.removeIf(process -> roles.stream().noneMatch(role -> role.is(process))
                || ground.neighbours.processes().contains(process));
        return found;
    }

    void kill(Role... roles) {
        List<NodeProcesses.Entry> found = find(Set.of(roles));
        NodeProcesses.kill(found);
        note("killed " + names(found));
    }

    /** The same, and they are gone when this returns: a process that is killed holds its locks until it has ended. */
    void killToTheEnd(Role... roles) {
        List<NodeProcesses.Entry> found = find(Set.of(roles));
        kill(roles);
        Patience.await("they are dead").until(() -> found.stream().noneMatch(NodeProcesses.Entry::lives));
    }

    /** They have stopped when this returns: a STOP that is only queued would be overtaken by the CONT. */
    void stop(Role... roles) {
        List<NodeProcesses.Entry> found = find(Set.of(roles));
        NodeProcesses.signal("STOP", found);
        Patience.await("they have stopped").until(() -> found.stream().noneMatch(NodeProcesses.Entry::runs));
        stopped |= !found.isEmpty();
        note("stopped " + names(found));
    }

    /** What was stopped goes on, sudo as well, which stops itself when its command is stopped. */
    void resumeAll() {
        NodeProcesses.signal(
                "CONT",
                ground.processes().stream()
                        .filter(process -> process.state() == 'T')
                        .toList());
        stopped = false;
    }

    boolean hasStopped() {
        return stopped;
    }

    void signal(String name, Role role) {
        NodeProcesses.signal(name, find(Set.of(role)));
    }

    private static String names(List<NodeProcesses.Entry> processes) {
        return processes.stream()
                .map(process -> process.pid() + " " + process.commandLine().replaceAll(" -.*(?= org)", ""))
                .collect(Collectors.joining("; "));
    }
}
