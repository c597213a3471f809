package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.vmpilot.protocol.GuestUuid;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.tests.node.Patience;
import org.vmpilot.tests.node.Run;
import org.vmpilot.tests.node.VirtualNode;

/** A case while it is played: whom it may hit, and with what. */
final class Stage {
    final Case played;
    final Ground ground;
    final Desk desk;
    final Lrm lrm;
    private final List<Run> others = new ArrayList<>();
    private final List<String> diary = new ArrayList<>();
    private final long began = Beat.now();
    private String job = "";
    private boolean stopped;

    Stage(Case played, Ground ground, Desk desk, Lrm lrm) {
        this.played = played;
        this.ground = ground;
        this.desk = desk;
        this.lrm = lrm;
    }

    String slot() {
        return played.slot();
    }

    String job() {
        return job;
    }

    void submit() {
        job = lrm.submit(
                slot(),
                ground.name,
                played.queue(),
                played.plan().walltimeSeconds,
                List.of(VirtualNode.PROGRAMS + "pilot-job"));
    }

    void cancel() {
        lrm.cancel(job);
    }

    void note(String words) {
        diary.add(Beat.now() - began + " ms: " + words);
    }

    List<String> diary() {
        return diary;
    }

    // ---- processes ----

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

    void stop(Role... roles) {
        List<NodeProcesses.Entry> found = find(Set.of(roles));
        NodeProcesses.signal("STOP", found);
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

    // ---- the node ----

    void fault(String... words) {
        List<String> all = new ArrayList<>(List.of("fault", "add"));
        all.addAll(List.of(words));
        ground.simulated(all.toArray(String[]::new));
    }

    /** The first guest that runs does it by itself. */
    void guestDoes(String deed) {
        String uuid = GuestUuid.of(SlotKey.parse(slot()), 0);
        try {
            ground.simulated("guest", uuid, deed);
        } catch (AssertionError e) {
            note("no guest to " + deed + ": " + e.getMessage());
        }
    }

    /** The power goes and comes again: neighbours do not outlive it. */
    void reboot() {
        ground.reboot();
        ground.neighbours.areGone();
    }

    void clearFaults() {
        ground.simulated("fault", "clear");
    }

    /** A command as root on the node that the case goes on beside; its end is awaited before the judge looks. */
    Run start(String... command) {
        Run run = ground.node.start(command);
        others.add(run);
        return run;
    }

    /** The same as the job's account. */
    void startAsJob(String... command) {
        others.add(ground.node.startAsJob(command));
    }

    /** What kill-all does on a node: neighbours end with all others. */
    void endAllSlots() {
        sh("/opt/vmpilot/node/vmpilot-reap --all --by kill-all --notice KILL_ALL");
        ground.neighbours.areGone();
        ground.node.sh("pkill -f 'sleep infinity'; xl destroy somebody");
    }

    void sh(String script) {
        Run.Result result = ground.node.sh(script);
        note(script + " -> " + result.exit() + " " + result.err().strip());
    }

    void awaitOthers() {
        others.forEach(Run::result);
        others.clear();
    }

    void await(String what, Moment moment) {
        Patience.await(what).until(() -> moment.isCome(ground, slot(), desk));
    }

    JsonNode certificate() {
        return VirtualNode.json(ground.read("/var/lib/vmpilot/certificates/" + slot() + ".json"));
    }

    String notice() {
        return certificate().path("notice").asText();
    }

    List<String> ends() {
        return certificate().path("guests").findValuesAsText("ended");
    }

    /** UUIDs of this slot's guests that have a domain now. */
    List<String> guestsThere() {
        List<String> uuids = new ArrayList<>(ground.truth().get("domains").findValuesAsText("uuid"));
        uuids.removeIf(
                uuid -> !uuid.startsWith(GuestUuid.of(SlotKey.parse(slot()), 0).substring(0, 28)));
        return uuids;
    }

    /** Whether anything of the slot was ever written down here. */
    boolean isRecorded() {
        return ground.exists("/run/vmpilot/slots/" + slot() + "/slot")
                || ground.exists("/var/lib/vmpilot/open/" + slot());
    }
}
