package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is killed under real guests, and how the node comes home all the same. */
class CrashesOnXenTest extends OnTheLab {
    /**
     * Stops the first 'xl create' of a slot again and again, until its domain is there and not yet finished; prints the domain's line and kills the create. While it is
     * stopped, the slow look misses nothing.
     */
    private static final String KILL_CREATE = """
            tries=0
            until pid=$(pgrep -o -f '^[^ ]*/xl create /run/vmpilot/'); do
                tries=$((tries + 1))
                [ $tries -lt 6000 ] || exit 1
                sleep 0.1
            done
            while kill -STOP "$pid"; do
                if xl list -v | grep 766d7074-; then
                    kill -KILL "$pid"
                    exit
                fi
                kill -CONT "$pid"
                sleep 0.1
            done
            exit 1
            """;

    /** All that an LRM could kill of a job, and more: the account's processes, sudo, vmpilot-node, the agent, xl and its daemons; not the guard. */
    private static final String KILL_JOB = """
            pids=$(grep -lsz '^VMPILOT_SLOT=' /proc/[0-9]*/environ | cut -d/ -f3)
            kill -KILL $(pgrep -u vmjob) $(pgrep -f '^sudo .*vmpilot-node run') $(pgrep -f 'vmpilot-node --clean .* run ') $pids || true
            """;

    CrashesOnXenTest(Lab lab) {
        super(lab);
    }

    @Override
    @AfterEach
    void nothingIsLeft() {
        super.nothingIsLeft();
        ordinaryJobsRun();
    }

    @Test
    void theWholeJobIsKilledAtOnceAndTheGuardBringsTheNodeHome() {
        String lease = leases.createSmall("killed", 2);
        leases.awaitUp(lease);

        lab.script("node01", KILL_JOB);

        leases.awaitCertifiedClean(lease);
    }

    @Test
    void aCreateThatIsKilledInTheMiddleLeavesAHalfMadeDomainThatTheReaperRemoves() {
        String lease = leases.createSmall("half", 2);

        String halfMade = lab.script("node02", KILL_CREATE);

        assertThat(halfMade).contains("766d7074-");
        JsonNode ended = leases.awaitEnded(lease);
        assertThat(ended.path("notice").asText()).as(ended.toString()).isEqualTo("FAILED");
        leases.awaitCertifiedClean(lease);
    }

    @Test
    void whileXenstoreDoesNotAnswerTheVerdictIsUnknownAndTheNodeBarredAndThenItIsClean() {
        String lease = leases.createSmall("silent", 2);
        leases.awaitUp(lease);
        lab.dom0("node01", "pkill", "-STOP", "xenstored");
        try {
            lab.attempt("vmpilot", "lease", "end", lease);
            Patience.await("node01 bars itself")
                    .untilAsserted(() -> assertThat(lab.dom0("node01", "cat", "/var/lib/vmpilot/barred"))
                            .contains("unknown"));
        } finally {
            lab.dom0("node01", "pkill", "-CONT", "xenstored");
        }
        leases.awaitCertifiedClean(lease);
        Patience.await("the mark is lifted")
                .untilAsserted(() -> assertThat(lab.attemptDom0("node01", "test", "-e", "/var/lib/vmpilot/barred")
                                .exitCode())
                        .isEqualTo(1));
    }
}
