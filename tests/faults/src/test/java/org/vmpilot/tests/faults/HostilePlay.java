package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.vmpilot.tests.node.Patience;
import org.vmpilot.tests.node.Run;
import org.vmpilot.tests.node.Slot;

/** Plays one case on a hostile node: a dead slot's guests, somebody who brings the node home, trouble; then peace, and home it must be. */
final class HostilePlay {
    private static final Map<String, String> NODE_CONF = Map.ofEntries(
            Map.entry("dom0-memory", Integer.toString(Ground.DOM0_MIB)),
            Map.entry("xl-timeout", Patience.bound(4)),
            Map.entry("end-timeout", Patience.bound(4)),
            Map.entry("lock-wait", Patience.bound(5)),
            Map.entry("memory-timeout", Patience.bound(5)),
            Map.entry("epilog-bound", Patience.bound(20)),
            Map.entry("java", "/etc/vmpilot/agent"));

    private final HostileCase played;
    private final Ground ground;
    private final HostileJudge judge;
    private final List<String> diary = new ArrayList<>();

    HostilePlay(HostileCase played, Ground ground) {
        this.played = played;
        this.ground = ground;
        judge = new HostileJudge(played, ground);
    }

    List<String> diary() {
        return diary;
    }

    List<String> play() {
        prepare();
        List<String> objections = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        for (int time = 0; time < played.actor().times; time++) {
            runs.add(ground.node.start(played.actor().command(played.slot()).toArray(String[]::new)));
        }
        if (played.trouble().hitsProcesses()) {
            Beat.pause(played.afterMs());
            hit();
        }
        for (Run run : runs) {
            Run.Result result = run.result();
            diary.add(played.actor() + " -> " + result.exit() + " " + result.out() + result.err());
            objections.addAll(judge.word(result));
        }
        objections.addAll(judge.others());
        peace();
        objections.addAll(home());
        objections.addAll(judge.others());
        return objections;
    }

    private void prepare() {
        StringBuilder text = new StringBuilder("node = " + ground.name + "\ncoordinator = 127.0.0.1:1\n");
        NODE_CONF.forEach((key, value) -> text.append(key + " = " + value + "\n"));
        ground.write("/etc/vmpilot/node.conf", text.toString());
        ground.simulated("fault", "clear");
        ground.neighbours.moveIn();
        Slot slot = new Slot(ground.node, played.slot()).record(played.guests());
        for (int guest = 0; guest < played.guests(); guest++) {
            slot.create(guest).result().mustSucceed();
        }
        ground.forgetCalls();
        played.trouble().arm(ground, played.slot());
        if (!played.hostility().kinds().isEmpty()) {
            ground.node.hostile(played.hostility().kinds().toArray(String[]::new));
        }
    }

    // ---- processes ----

    /** Those of the actor that there are at this moment, or it itself. */
    private void hit() {
        List<NodeProcesses.Entry> all = ground.processes();
        List<NodeProcesses.Entry> actors = all.stream()
                .filter(process ->
                        process.commandLine().contains("/node/" + played.actor().processName())
                                && !process.commandLine().matches("(?s)/bin/(ba)?sh -p -c.*"))
                .toList();
        List<NodeProcesses.Entry> children = all.stream()
                .filter(process -> actors.stream().anyMatch(actor -> actor.pid() == process.parent()))
                .toList();
        switch (played.trouble()) {
            case ACTOR_IS_KILLED -> NodeProcesses.kill(actors);
            case CHILDREN_ARE_KILLED -> NodeProcesses.kill(children);
            case CHILD_IS_KILLED -> NodeProcesses.kill(some(children));
            case CHILD_IS_STOPPED -> stopAWhile(some(children));
            default -> throw new IllegalStateException(played.trouble().toString());
        }
        diary.add(played.trouble() + ": " + actors + " " + children);
    }

    private List<NodeProcesses.Entry> some(List<NodeProcesses.Entry> children) {
        return children.isEmpty() ? children : List.of(children.get(played.afterMs() % children.size()));
    }

    private static void stopAWhile(List<NodeProcesses.Entry> children) {
        NodeProcesses.signal("STOP", children);
        Beat.pause(700);
        NodeProcesses.signal("CONT", children);
    }

    // ---- and then peace ----

    private void peace() {
        List<String> kinds = new ArrayList<>(played.hostility().kinds());
        Collections.reverse(kinds);
        if (!kinds.isEmpty()) {
            ground.node.peaceful(kinds.toArray(String[]::new));
        }
        played.trouble().heal(ground);
        if (played.actor().isKillAll()) {
            ground.neighbours.areGone();
            ground.node.exec("xl", "destroy", "somebody").mustSucceed();
            ground.node.exec("/opt/vmpilot/node/vmpilot-killall", "thaw", "judge@host", "run-1");
        }
    }

    /** A person looks again until it is clean, and what is certified is delivered; then the judge has nothing to say, at once or soon. */
    private List<String> home() {
        long until = Beat.now() + Patience.of(30).toMillis();
        boolean clean = false;
        List<String> left = List.of("nobody has looked");
        while (!left.isEmpty() && Beat.now() < until) {
            if (!clean) {
                Run.Result again = ground.node.exec("/opt/vmpilot/node/vmpilot-reap", "--over");
                diary.add("again -> " + again.exit() + " " + again.err());
                clean = again.exit() == 0;
            }
            left = judge.home(ground.truth());
            Beat.pause(left.isEmpty() ? 0 : 100);
        }
        return left;
    }
}
