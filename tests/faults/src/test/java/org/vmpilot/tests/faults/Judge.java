package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vmpilot.protocol.GuestUuid;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.tests.node.VirtualNode;

/**
 * Says what is wrong with a node after a case: reads the simulated xl's state and calls, /proc and the files, and believes no certificate.
 * A certificate is compared with what was seen.
 */
final class Judge {
    private static final int TOLERANCE_MIB = 16;

    private final Stage stage;
    private final Ground ground;
    private final Sightings seen;

    Judge(Stage stage, Sightings seen) {
        this.stage = stage;
        this.ground = stage.ground;
        this.seen = seen;
    }

    /** Whether the node is home: none of our guests, dom0 has its memory, the slot is forgotten, no mark. */
    List<String> home(JsonNode truth) {
        List<String> objections = new ArrayList<>();
        Set<String> lawful = ground.neighbours.memoryMib() == 0 ? Set.of() : Neighbours.uuids();
        for (JsonNode domain : truth.get("domains")) {
            if (!lawful.contains(domain.get("uuid").asText())) {
                objections.add("a domain is left: " + domain.get("name") + " " + domain.get("domid"));
            }
        }
        long dom0 = truth.get("dom0").get("memory_kib").asLong() / 1024;
        int due = Ground.DOM0_MIB - ground.neighbours.memoryMib();
        if (Math.abs(dom0 - due) > TOLERANCE_MIB) {
            objections.add("dom0 has " + dom0 + " MiB, not " + due);
        }
        for (String left : List.of("/run/vmpilot/slots/" + stage.slot(), "/var/lib/vmpilot/open/" + stage.slot())) {
            if (ground.exists(left)) {
                objections.add("is still there: " + left);
            }
        }
        if (ground.isBarred()) {
            objections.add("the node is barred: "
                    + ground.marks().stream()
                            .map(mark -> mark + " " + ground.read(mark))
                            .toList());
        }
        return objections;
    }

    /** Whether nothing is left of the case: no process, lock, mark, half-written file, undelivered letter, job. */
    List<String> nothingLeft() {
        List<String> objections = new ArrayList<>();
        for (NodeProcesses.Entry process : ground.processes()) {
            if (!ground.neighbours.processes().contains(process) && !isTheInitsOwn(process)) {
                objections.add(
                        "a process is left: " + process.pid() + " " + process.state() + " " + process.commandLine());
            }
        }
        for (String folder : List.of(
                "/run/vmpilot",
                "/run/vmpilot/locks",
                "/run/vmpilot/marks",
                "/var/lib/vmpilot",
                "/var/lib/vmpilot/marks",
                "/var/lib/vmpilot/open",
                "/var/lib/vmpilot/certificates",
                "/var/lib/vmpilot/outbox")) {
            for (String file : ground.list(folder)) {
                if (isLeftover(folder, file)) {
                    objections.add("is left: " + folder + "/" + file);
                }
            }
        }
        if (!stage.isJobOver()) {
            objections.add("the LRM says that the job is not over");
        }
        return objections;
    }

    /** The init's shell waits a second when its pipe is interrupted. */
    private static boolean isTheInitsOwn(NodeProcesses.Entry process) {
        return process.commandLine().equals("sleep 1");
    }

    private boolean isLeftover(String folder, String file) {
        return file.startsWith(".")
                || folder.endsWith("/marks")
                || folder.endsWith("/outbox")
                || (file.startsWith(stage.slot()) && !folder.endsWith("/certificates"));
    }

    /** Whether nobody else was touched. */
    List<String> others(JsonNode truth) {
        List<String> objections = new ArrayList<>();
        ground.neighbours.judge(truth, objections);
        Set<Long> touched = new HashSet<>(seen.readCalls(ground));
        touched.removeIf(domid -> domid != 0 && !ground.neighbours.isOurs(domid));
        if (!touched.isEmpty()) {
            objections.add("xl was told to end domains of others: " + touched);
        }
        return objections;
    }

    /** Whether the certificate says what was seen. */
    List<String> certificate() {
        List<String> objections = new ArrayList<>();
        String text = ground.read("/var/lib/vmpilot/certificates/" + stage.slot() + ".json");
        if (text.isEmpty()) {
            if (seen.recorded()) {
                objections.add("there is no certificate");
            }
            return objections;
        }
        JsonNode certificate = VirtualNode.json(text);
        expect(objections, certificate, "slot", stage.slot());
        expect(objections, certificate, "node", ground.name);
        expect(objections, certificate, "verdict", "clean");
        // Whose record is gone, its job is not known any more.
        if (seen.recorded()
                && !(stage.played.kind() == Kind.TORN
                        && certificate.path("job").asText().isEmpty())) {
            expect(objections, certificate, "job", stage.job());
        }
        if (!certificate.get("residues").isEmpty()) {
            objections.add("clean, with residues: " + certificate.get("residues"));
        }
        for (JsonNode look : certificate.get("looks")) {
            String verdict = look.get("verdict").asText();
            if (stage.played.kind().home == Kind.Home.CLEAN && !verdict.equals("clean")) {
                objections.add("a look was " + verdict + ": " + look);
            }
        }
        certificate.get("guests").forEach(guest -> guest(guest, objections));
        String delivered = stage.desk.certificate(stage.slot()).orElse("");
        if (!delivered.strip().equals(text.strip())) {
            objections.add("the coordinator has another certificate: " + delivered);
        }
        return objections;
    }

    /** Whether this slot was let live while that one, of the same lease, was struck: it ends by what ends the lease, and by nothing else. */
    List<String> undisturbed(Case struck) {
        if (stage.isCancelled()) {
            return List.of();
        }
        List<String> objections = new ArrayList<>();
        boolean ended = struck.kind() == Kind.NODE_LOST && struck.company() == Company.GANG;
        String byItself = struck.ending() == Plan.Ending.WALLTIME ? "WALLTIME" : "LEASE_ENDED";
        expect(objections, stage.certificate(), "notice", ended ? "TERMINATED" : byItself);
        if (!ended && struck.ending() != Plan.Ending.WORD && stage.ends().contains("never_started")) {
            objections.add("a guest of it was never started: " + stage.ends());
        }
        return objections;
    }

    private static void expect(List<String> objections, JsonNode certificate, String key, String value) {
        if (!certificate.path(key).asText().equals(value)) {
            objections.add("the certificate's " + key + " is " + certificate.path(key) + ", not " + value);
        }
    }

    private void guest(JsonNode guest, List<String> objections) {
        String uuid = guest.get("uuid").asText();
        int index = guest.get("index").asInt();
        if (!uuid.equals(GuestUuid.of(SlotKey.parse(stage.slot()), index))) {
            objections.add("guest " + index + " has a wrong UUID: " + uuid);
        }
        String ended = guest.get("ended").asText();
        String configuration = "/run/vmpilot/slots/" + stage.slot() + "/guests/" + index + ".cfg";
        String untrue = switch (ended) {
            case "never_started" -> seen.hadDomain(uuid) ? "it had a domain" : "";
            case "forced" -> seen.destroyTried(uuid) ? "" : "no destroy was called for it";
            case "polite" -> seen.asked(uuid) ? "" : "nobody asked it";
            case "by_itself" -> seen.wasCreated(configuration) ? "" : "it was never created";
            case "already_gone" -> seen.destroyed(uuid) ? "we destroyed it" : "";
            default -> "unknown is not clean";
        };
        if (!untrue.isEmpty()) {
            objections.add("guest " + index + " is certified as " + ended + ", but " + untrue);
        }
    }
}
