package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.vmpilot.protocol.GuestUuid;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.tests.node.Patience;
import org.vmpilot.tests.node.Run;
import org.vmpilot.tests.node.VirtualNode;

/** A case while it is played: whom it may hit, and with what. */
final class Stage extends Cast {
    final Case played;
    final Desk desk;
    final Lrm lrm;
    private final Job job;
    private final List<Run> others = new ArrayList<>();

    Stage(Case played, Ground ground, Desk desk, Job job) {
        super(ground);
        this.played = played;
        this.desk = desk;
        this.job = job;
        this.lrm = job.lrm;
    }

    String slot() {
        return played.slot();
    }

    String job() {
        return job.id();
    }

    void submit() {
        job.submit();
    }

    void cancel() {
        job.cancel();
    }

    void loseNode() {
        lrm.lose(job(), played.index());
        note("the LRM has lost " + ground.name);
    }

    boolean isCancelled() {
        return job.isCancelled();
    }

    boolean isJobOver() {
        return job.isOver();
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
        sh("/opt/vmpilot/node/vmpilot-reap --all --notice KILL_ALL");
        ground.neighbours.areGone();
        ground.node.exec("xl", "destroy", "somebody").mustSucceed();
    }

    void sh(String script) {
        Run.Result result = ground.node.sh(script);
        note(script + " -> " + result.exit() + " " + result.err().strip());
    }

    @Override
    void resumeAll() {
        super.resumeAll();
        others.forEach(Run::goOn);
    }

    void awaitOthers() {
        others.forEach(Run::result);
        others.clear();
    }

    void await(String what, Moment moment) {
        Patience.await(what).until(() -> moment.isCome(ground, slot(), desk));
    }

    /** No process names the slot. */
    boolean isQuiet() {
        return ground.processes().stream()
                .noneMatch(process -> process.commandLine().contains(slot()));
    }

    /** Whether the slot has a lock file that ends so. */
    boolean isLeft(String ending) {
        return ground.exists("/run/vmpilot/locks/" + slot() + ending);
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
        String ours = GuestUuid.of(SlotKey.parse(slot()), 0).substring(0, 28);
        List<String> uuids = new ArrayList<>();
        ground.truth()
                .get("domains")
                .forEach(domain -> uuids.add(domain.get("uuid").asText()));
        uuids.removeIf(uuid -> !uuid.startsWith(ours));
        return uuids;
    }

    /** Whether anything of the slot was ever written down here. */
    boolean isRecorded() {
        return ground.exists("/run/vmpilot/slots/" + slot() + "/slot")
                || ground.exists("/var/lib/vmpilot/open/" + slot());
    }
}
