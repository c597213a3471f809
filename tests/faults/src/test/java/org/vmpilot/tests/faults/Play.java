package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.vmpilot.tests.node.Patience;

/** Plays one case on a node and says what was wrong. */
final class Play {
    /** How long the slot may take to a moment, and the node to come home. */
    private static final Duration BOUND = Patience.of(40);

    private static final Duration LEASE = Duration.ofMillis(1500);
    private static final Duration LONG_LEASE = Duration.ofSeconds(500);

    private static final Map<String, String> CONFIGURATION = Map.ofEntries(
            Map.entry("dom0-memory", Integer.toString(Ground.DOM0_MIB)),
            Map.entry("xl-timeout", seconds(6)),
            Map.entry("xl-create-timeout", seconds(8)),
            Map.entry("end-timeout", seconds(6)),
            Map.entry("lock-wait", seconds(6)),
            Map.entry("memory-timeout", seconds(6)),
            Map.entry("epilog-bound", seconds(15)));

    private final Case played;
    private final Ground ground;
    private final Stage stage;
    private final Sightings seen = new Sightings();
    private final Judge judge;
    private final String coordinator;

    Play(Case played, Ground ground, StandIn coordinator, Lrm lrm) {
        this.played = played;
        this.ground = ground;
        this.coordinator = coordinator.address();
        boolean byDuration = played.ending() == Plan.Ending.LEASE;
        Desk desk = new Desk(played.guests(), byDuration ? LEASE : LONG_LEASE, played.plan());
        stage = new Stage(played, ground, desk, lrm);
        judge = new Judge(stage, seen);
        coordinator.seat(ground.name, desk);
    }

    private static String seconds(long seconds) {
        return Long.toString(Patience.of(seconds).toSeconds());
    }

    Stage stage() {
        return stage;
    }

    /** @return what the judge objects to; empty if the case ended as it must */
    List<String> play() throws Exception {
        try (Watcher watcher = new Watcher(stage, seen)) {
            return playWatched();
        }
    }

    private List<String> playWatched() throws Exception {
        prepare();
        stage.submit();
        String never = untilTheMoment();
        if (!never.isEmpty()) {
            return List.of(never);
        }
        Beat.pause(played.lateMs());
        stage.note("the moment has come");
        plan().blow.to(stage);
        stage.desk.answerClaims();
        List<String> objections = new ArrayList<>();
        if (played.kind().home != Kind.Home.CLEAN) {
            objections.addAll(barredFirst());
        }
        plan().heal.to(stage);
        objections.addAll(awaitNoObjection(this::home));
        stage.note("home");
        objections.addAll(finish());
        stage.note("over");
        plan().check.to(stage);
        return objections;
    }

    private Plan plan() {
        return played.plan();
    }

    private void prepare() throws Exception {
        configure();
        ground.neighbours.moveIn();
        stage.lrm.resume(ground.name);
        List<String> words = new ArrayList<>(List.of("set"));
        words.addAll(usual());
        words.addAll(plan().settings);
        ground.simulated(words.toArray(String[]::new));
        if (!ground.stateAtLastChange().get("faults").isEmpty()) {
            stage.clearFaults();
        }
        plan().before.to(stage);
        ground.forgetCalls();
        if (plan().moment instanceof Moment.Claimed) {
            stage.desk.holdClaims();
        }
    }

    /** Everything takes long enough to be hit, and what an earlier case has set is gone. */
    private static List<String> usual() {
        return List.of(
                "latency.create=0.15",
                "latency.destroy=0.08",
                "latency.shutdown=0.05",
                "latency.list=0.03",
                "latency.mem-set=0.05",
                "guest.shutdown=0.15",
                "guest.behaviour=",
                "dying.seconds=");
    }

    private void configure() {
        Map<String, String> lines = new TreeMap<>(CONFIGURATION);
        lines.put("node", ground.name);
        lines.put("coordinator", coordinator);
        for (String line : plan().configuration) {
            String[] words = line.split(" = ", 2);
            lines.put(words[0], words[1]);
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        if (!ground.exists("/etc/vmpilot")) {
            throw new AssertionError("the node has no /etc/vmpilot");
        }
        ground.write("/etc/vmpilot/node.conf", text.toString());
    }

    // ---- to the moment ----

    private String untilTheMoment() {
        boolean come = awaitTrue(
                () -> {
                    moveAlong();
                    return plan().moment.isCome(ground, stage.slot(), stage.desk);
                },
                3);
        return come
                ? ""
                : "its moment never came: " + plan().moment + "; "
                        + ground.read("/run/vmpilot/slots/" + stage.slot() + "/journal");
    }

    /** GO when the slot is ready; its end, if it is not by its duration, when all guests are up. */
    private void moveAlong() {
        String journal = ground.read("/run/vmpilot/slots/" + stage.slot() + "/journal");
        if (journal.contains(" READY")
                && !(plan().moment instanceof Moment.Noted noted
                        && noted.event().equals("READY"))) {
            stage.desk.giveGo();
        }
        boolean ends = !(plan().moment instanceof Moment.AllUp);
        if (ends && new Moment.AllUp(played.guests()).isCome(ground, stage.slot(), stage.desk)) {
            endSlot();
        }
    }

    private boolean ended;

    private void endSlot() {
        if (ended) {
            return;
        }
        ended = true;
        switch (played.ending()) {
            case WORD -> stage.desk.endLease();
            case CANCELLED -> stage.cancel();
            case LEASE, WALLTIME -> {}
        }
    }

    // ---- after the blow ----

    private List<String> barredFirst() {
        String verdict = played.kind().home == Kind.Home.DIRTY_FIRST ? "dirty" : "unknown";
        boolean barred = awaitTrue(
                () -> {
                    letGo();
                    return ground.isBarred()
                            && ground.read("/run/vmpilot/slots/" + stage.slot() + "/certificate.json")
                                    .contains("\"verdict\": \"" + verdict + "\"");
                },
                20);
        if (!barred) {
            return List.of("it was not certified as " + verdict + " and barred; barred: " + ground.isBarred() + ", "
                    + ground.read("/run/vmpilot/slots/" + stage.slot() + "/certificate.json"));
        }
        return List.of();
    }

    /** What the slot still waits for. */
    private void letGo() {
        stage.desk.giveGo();
        String journal = ground.read("/run/vmpilot/slots/" + stage.slot() + "/journal");
        if (journal.contains(" CREATE ") || !stage.isRecorded()) {
            endSlot();
        }
    }

    private List<String> home() {
        letGo();
        if (!stage.isRecorded() && !ground.isBarred() && stage.hasStopped()) {
            return List.of();
        }
        List<String> early = judge.home(ground.stateAtLastChange());
        return early.isEmpty() ? judge.home(ground.truth()) : early;
    }

    private List<String> finish() throws Exception {
        stage.resumeAll();
        plan().after.to(stage);
        stage.awaitOthers();
        // What was stopped before anything was recorded goes on only now.
        List<String> objections = new ArrayList<>(awaitNoObjection(() -> {
            letGo();
            List<String> left = judge.nothingLeft();
            return left.isEmpty() ? home() : left;
        }));
        JsonNode truth = ground.truth();
        objections.addAll(judge.others(truth));
        objections.addAll(judge.certificate());
        if (played.kind().home == Kind.Home.CLEAN && seen.barred()) {
            objections.add("the node was barred for a while");
        }
        return objections;
    }

    // ---- waiting ----

    private interface Look {
        List<String> objections();
    }

    private static List<String> awaitNoObjection(Look look) {
        List<List<String>> last = new ArrayList<>();
        awaitTrue(
                () -> {
                    last.clear();
                    last.add(look.objections());
                    return last.get(0).isEmpty();
                },
                40);
        return last.get(0);
    }

    private static boolean awaitTrue(BooleanSupplier condition, long pauseMs) {
        long until = Beat.now() + BOUND.toMillis();
        while (!condition.getAsBoolean()) {
            if (Beat.now() > until) {
                return false;
            }
            Beat.pause(pauseMs);
        }
        return true;
    }
}
