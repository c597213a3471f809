package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vmpilot.tests.node.Patience;

/** Plays one case on a node and says what was wrong. */
final class Play {
    private static final Duration LEASE = Patience.of(2).plusMillis(500);
    private static final Duration LONG_LEASE = Duration.ofSeconds(500);

    private final Case played;
    private final Ground ground;
    private final Stage stage;
    private final Sightings seen = new Sightings();
    private final Judge judge;
    private final Course course;
    private final String coordinator;
    private final List<Play> all = new ArrayList<>();

    /** @param siblings of the same job, of which this one is played to its end before they are judged */
    Play(Case played, Ground ground, StandIn coordinator, Job job, List<Play> siblings) {
        this.played = played;
        this.ground = ground;
        this.coordinator = coordinator.address();
        boolean byDuration = played.ending() == Plan.Ending.LEASE;
        Desk desk = new Desk(played.guests(), byDuration ? LEASE : LONG_LEASE, played.plan());
        stage = new Stage(played, ground, desk, job);
        judge = new Judge(stage, seen);
        course = new Course(stage, siblings.stream().map(Play::stage).toList());
        coordinator.seat(ground.name, desk);
        all.add(this);
        all.addAll(siblings);
    }

    Stage stage() {
        return stage;
    }

    /** Its own stage, and those of its siblings. */
    List<Stage> stages() {
        return all.stream().map(Play::stage).toList();
    }

    /** @return what the judge objects to; empty if the case ended as it must */
    List<String> play() throws Exception {
        List<Watcher> watchers =
                all.stream().map(each -> new Watcher(each.stage, each.seen)).toList();
        try {
            return playWatched();
        } finally {
            for (Watcher watcher : watchers) {
                watcher.stop();
            }
        }
    }

    private List<String> playWatched() throws Exception {
        for (Play each : all) {
            each.prepare();
        }
        stage.submit();
        String never = untilTheMoment();
        if (!never.isEmpty()) {
            return List.of(never);
        }
        Beat.pause(played.lateMs());
        stage.note("the moment has come");
        course.letSiblingsGo();
        plan().blow.to(stage);
        stage.desk.answerClaims();
        List<String> objections = new ArrayList<>();
        if (played.kind().home != Kind.Home.CLEAN) {
            objections.addAll(barredFirst());
        }
        plan().heal.to(stage);
        objections.addAll(Bound.awaitNoObjection(this::home));
        stage.note("home");
        objections.addAll(finish());
        for (Play sibling : all.subList(1, all.size())) {
            objections.addAll(finishBeside(sibling));
        }
        stage.note("over");
        plan().check.to(stage);
        return objections;
    }

    private Plan plan() {
        return played.plan();
    }

    private void prepare() throws Exception {
        Settings.configure(ground, coordinator, plan().configuration);
        ground.neighbours.moveIn();
        stage.lrm.resume(ground.name);
        List<String> words = new ArrayList<>(List.of("set"));
        words.addAll(Settings.XL);
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

    // ---- to the moment ----

    private String untilTheMoment() {
        boolean come = Bound.awaitTrue(
                () -> {
                    course.toTheMoment();
                    return plan().moment.isCome(ground, stage.slot(), stage.desk);
                },
                3);
        return come
                ? ""
                : "its moment never came: " + plan().moment + "; "
                        + ground.read("/run/vmpilot/slots/" + stage.slot() + "/journal");
    }

    // ---- after the blow ----

    private List<String> barredFirst() {
        String verdict = played.kind().home == Kind.Home.DIRTY_FIRST ? "dirty" : "unknown";
        boolean barred = Bound.awaitTrue(
                () -> {
                    course.toTheEnd();
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

    private List<String> home() {
        course.toTheEnd();
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
        List<String> objections = new ArrayList<>(Bound.awaitNoObjection(() -> {
            stage.resumeAll(); // sudo may have stopped itself since
            course.toTheEnd();
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

    private List<String> finishBeside(Play sibling) throws Exception {
        List<String> objections = new ArrayList<>(sibling.finish());
        objections.addAll(sibling.judge.undisturbed(played));
        objections.addAll(seen.andElsewhere(sibling.seen));
        objections.replaceAll(objection -> "its sibling on " + sibling.ground.name + ": " + objection);
        return objections;
    }
}
