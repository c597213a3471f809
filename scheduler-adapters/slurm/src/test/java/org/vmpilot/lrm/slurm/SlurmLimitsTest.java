package org.vmpilot.lrm.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.LrmLimits;

/** Lines as scontrol 22.05 wrote them. */
class SlurmLimitsTest {
    private static final String GOOD = """
            Configuration data as of 2026-11-25T03:24:09
            Epilog                  = /opt/vmpilot/node/epilog
            KillWait                = 30 sec
            MinJobAge               = 300 sec
            PreemptMode             = REQUEUE
            PreemptType             = preempt/partition_prio
            ProctrackType           = proctrack/cgroup
            Prolog                  = /opt/vmpilot/node/prolog
            PrologEpilogTimeout     = 60
            PrologFlags             = Alloc
            SchedulerParameters     = sched_interval=2,bf_interval=2,nohold_on_prolog_fail
            SlurmdTimeout           = 300 sec
            """;
    private static final String PARTITION =
            "PartitionName=vmpilot AllowGroups=ALL OverSubscribe=NO OverTimeLimit=NONE PreemptMode=REQUEUE State=UP TotalCPUs=12";

    @Test
    void whatAPilotGetsIsRead() {
        LrmLimits limits = SlurmLimits.of(GOOD, PARTITION);
        assertThat(limits.notice()).hasValue(Duration.ofSeconds(30));
        assertThat(limits.reaction()).hasValue(Duration.ofSeconds(2));
        assertThat(limits.prolog()).hasValue(true);
        assertThat(limits.epilog()).hasValue(true);
    }

    @Test
    void aGoodClusterHasTheOneRemarkThatEveryoneHas() {
        assertThat(SlurmLimits.of(GOOD, PARTITION).remarks())
                .singleElement()
                .asString()
                .startsWith("SlurmdTimeout is 300 s");
    }

    @Test
    void whatEndangersANodeIsSaid() {
        String config = GOOD.replace("nohold_on_prolog_fail", "x")
                .replace("= Alloc", "= (null)")
                .replace("PrologEpilogTimeout     = 60", "PrologEpilogTimeout     = 10")
                .replace("300 sec", "5 sec")
                .replace("proctrack/cgroup", "proctrack/pgid");
        String partition = PARTITION
                .replace("OverSubscribe=NO", "OverSubscribe=FORCE:4")
                .replace("PreemptMode=REQUEUE", "PreemptMode=GANG,SUSPEND")
                .replace("State=UP", "State=DRAIN");
        assertThat(String.join("\n", SlurmLimits.of(config, partition).remarks()))
                .contains("nohold_on_prolog_fail")
                .contains("PrologFlags has no Alloc")
                .contains("PrologEpilogTimeout is 10 s")
                .contains("OverSubscribe is FORCE:4")
                .contains("PreemptMode is GANG,SUSPEND")
                .contains("state is DRAIN")
                .contains("proctrack/pgid")
                .contains("MinJobAge is 5 s");
    }

    @Test
    void aSiteWithoutHooksIsToldApartFromOneThatDoesNotTell() {
        String without = GOOD.replaceAll("(?m)^(Prolog|Epilog)( +)= .*$", "$1$2= (null)");
        assertThat(SlurmLimits.of(without, PARTITION).prolog()).hasValue(false);
        assertThat(SlurmLimits.of("", "").epilog()).isEmpty();
        assertThat(SlurmLimits.of("", "").notice()).isEmpty();
    }
}
