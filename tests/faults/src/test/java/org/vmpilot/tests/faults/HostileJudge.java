package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vmpilot.protocol.GuestUuid;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.tests.node.Run;
import org.vmpilot.tests.node.VirtualNode;

/** Says what is wrong after a hostile case: the simulated xl's state and calls, /proc and files are believed, words are compared with them. */
final class HostileJudge {
    private static final String VICTIM = "vvictimsa1.7";

    private final HostileCase played;
    private final Ground ground;

    HostileJudge(HostileCase played, Ground ground) {
        this.played = played;
        this.ground = ground;
    }

    // ---- the word that was said ----

    List<String> word(Run.Result result) {
        List<String> objections = new ArrayList<>();
        boolean clean = played.actor().isKillAll() ? killAllSaysClean(result, objections) : exitSaysClean(result);
        boolean killed = played.trouble() == Trouble.ACTOR_IS_KILLED;
        if (clean) {
            List<String> there = guestsThere(ground.truth());
            if (!there.isEmpty()) {
                objections.add("said clean, and guests are there: " + there);
            }
            if (!isCertifiedClean()) {
                objections.add("said clean, and no certificate says so: " + certificate());
            }
        } else if (!killed && !isClosed() && !played.hostility().takesNoMark() && !isHome()) {
            objections.add("neither clean nor barred: exit " + result.exit() + " " + result.err());
        }
        if (!clean && played.mustBeClean()) {
            objections.add(
                    "nothing stood in the way, and it was not clean: exit " + result.exit() + " " + result.err());
        }
        return objections;
    }

    private boolean exitSaysClean(Run.Result result) {
        return result.exit() == 0 && !(played.actor().hasSensor() && ground.isBarred());
    }

    private boolean killAllSaysClean(Run.Result result, List<String> objections) {
        String last = "";
        for (String line : result.out().lines().toList()) {
            try {
                last = VirtualNode.json(line).path("verdict").asText(last);
            } catch (AssertionError e) {
                objections.add("kill-all's answer cannot be read: " + line);
            }
        }
        return Set.of("clean", "nothing_to_do").contains(last);
    }

    private List<String> guestsThere(JsonNode truth) {
        String ours = GuestUuid.of(SlotKey.parse(played.slot()), 0).substring(0, 28);
        List<String> there = new ArrayList<>(truth.get("domains").findValuesAsText("uuid"));
        there.removeIf(uuid -> !uuid.startsWith(ours));
        return there;
    }

    private boolean isHome() {
        return guestsThere(ground.truth()).isEmpty() && isCertifiedClean();
    }

    private boolean isClosed() {
        return ground.isBarred() || !frozen().isEmpty();
    }

    private List<String> frozen() {
        List<String> marks = new ArrayList<>(ground.list("/var/lib/vmpilot/marks"));
        marks.addAll(ground.list("/run/vmpilot/marks"));
        marks.removeIf(mark -> !mark.endsWith(".frozen"));
        return marks;
    }

    private String certificate() {
        return ground.read("/var/lib/vmpilot/certificates/" + played.slot() + ".json");
    }

    private boolean isCertifiedClean() {
        try {
            return VirtualNode.json(certificate()).path("verdict").asText().equals("clean");
        } catch (AssertionError e) {
            return false;
        }
    }

    // ---- everybody else ----

    /** Neighbours, strangers, an account's processes, other units' groups; and nobody's code has run as root. */
    List<String> others() {
        List<String> objections = new ArrayList<>();
        JsonNode truth = ground.truth();
        if (!played.actor().isKillAll()) {
            ground.neighbours.judge(truth, objections);
        }
        Set<String> touched = touched();
        touched.removeIf(uuid -> uuid.startsWith("766d7074-"));
        if (!touched.isEmpty()) {
            objections.add("xl was told to end domains of others: " + touched);
        }
        if (ground.exists("/var/lib/vmpilot/certificates/" + VICTIM + ".json")) {
            objections.add("a certificate of a slot that was never here: " + VICTIM);
        }
        if (ground.read("/run/pwned").lines().anyMatch(line -> line.startsWith("0 "))) {
            objections.add("a user's code has run as root: " + ground.read("/run/pwned"));
        }
        for (String unit :
                List.of("init.scope", "dev-hugepages.mount", "sys-kernel-debug.mount", "openrc.sshd", "slurm.group")) {
            if (!ground.read("/sys/fs/cgroup/" + unit + "/cgroup.procs").isEmpty()) {
                objections.add("somebody of ours is in the group of " + unit);
            }
        }
        return objections;
    }

    /** UUIDs of domains whose end xl was told, as far as they are known; domids of those that are not. */
    private Set<String> touched() {
        Set<String> touched = new HashSet<>();
        for (Long domid : new Sightings().readCalls(ground)) {
            for (JsonNode domain : ground.stateAtLastChange().get("domains")) {
                if (domain.get("domid").asLong() == domid) {
                    touched.add(domain.get("uuid").asText());
                }
            }
            if (domid == 0) {
                touched.add("dom0");
            }
        }
        return touched;
    }

    // ---- home ----

    List<String> home(JsonNode truth) {
        List<String> objections = new ArrayList<>();
        if (!guestsThere(truth).isEmpty()) {
            objections.add("guests are left: " + guestsThere(truth));
        }
        if (!isCertifiedClean()) {
            objections.add("no clean certificate: " + certificate());
        }
        long dom0 = truth.get("dom0").get("memory_kib").asLong() / 1024;
        if (dom0 < Ground.DOM0_MIB - ground.neighbours.memoryMib() - 16) {
            objections.add("dom0 has " + dom0 + " MiB");
        }
        for (String left : List.of("/run/vmpilot/slots/" + played.slot(), "/var/lib/vmpilot/open/" + played.slot())) {
            if (ground.exists(left)) {
                objections.add("is still there: " + left);
            }
        }
        if (isClosed()) {
            objections.add(
                    "the node is closed: " + ground.list("/var/lib/vmpilot/marks") + ground.list("/run/vmpilot/marks"));
        }
        objections.addAll(left());
        return objections;
    }

    private List<String> left() {
        List<String> objections = new ArrayList<>();
        for (NodeProcesses.Entry process : ground.processes()) {
            if (!ground.neighbours.processes().contains(process)
                    && !process.commandLine().startsWith("sleep ")
                    && !process.commandLine().contains("setuid-sleep")
                    && !process.commandLine().contains("vmpilot-load-sensor")
                    && !process.commandLine().matches("(java org|qemu).* 8640.")) {
                objections.add("a process is left: " + process.commandLine());
            }
        }
        for (String folder :
                List.of("/run/vmpilot", "/run/vmpilot/locks", "/var/lib/vmpilot/open", "/var/lib/vmpilot/outbox")) {
            for (String file : ground.list(folder)) {
                if (file.startsWith(".")
                        || file.contains(played.slot())
                        || file.startsWith("epilog.")
                        || file.startsWith("work.")) {
                    objections.add("is left: " + folder + "/" + file);
                }
            }
        }
        return objections;
    }
}
