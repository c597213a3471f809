package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.JobRequest;

/** What becomes of one task of a gang becomes of all, where it must. */
class GangTest {
    private static final JobOutcome LOST = new JobOutcome(JobOutcome.How.LOST, 0, "lost");
    private static final JobOutcome WELL = JobOutcome.ofStatus(0, "");
    private static final JobOutcome BADLY = JobOutcome.ofStatus(70, "");

    private static List<JobEntry> placed(JobRequest.Assembly assembly) {
        Submission gang = new Submission(
                7, "v", 1, 3, 1, List.of("/bin/true"), "batch", "", "", true, 60, 0, List.of(), assembly, 0);
        List<JobEntry> members = new ArrayList<>();
        for (JobKey key : gang.keys()) {
            members.add(JobEntry.queued(gang, key).placed(new LedgerEvent.Placed(key, "n" + key.task(), 1, "boot")));
        }
        return members;
    }

    private static void end(List<JobEntry> members, int task, JobOutcome outcome) {
        JobEntry member = members.get(task - 1);
        members.set(task - 1, member.ended(new LedgerEvent.Ended(member.key(), outcome, "boot", 1)));
    }

    private static List<String> followed(List<JobEntry> members) {
        return new Gang(members)
                .toFollow().stream()
                        .map(LedgerEvent.KillAsked.class::cast)
                        .map(asked -> asked.job() + " " + asked.cause())
                        .toList();
    }

    @Test
    void aTaskThatEndsWellOrBadlyLeavesTheOthersAsTheyAre() {
        List<JobEntry> members = placed(JobRequest.Assembly.GANG);
        end(members, 1, WELL);
        end(members, 2, BADLY);
        assertThat(followed(members)).isEmpty();
        JobEntry whole = new Gang(members).asOne();
        assertThat(whole.key()).hasToString("7");
        assertThat(whole.phase()).isEqualTo(JobEntry.Phase.PLACED);
        assertThat(whole.node()).hasValue("n3");
    }

    @Test
    void whatEndsOneEndsAll() {
        List<JobEntry> members = placed(JobRequest.Assembly.GANG_THAT_GOES_ON);
        JobEntry second = members.get(1);
        members.set(1, second.killAsked(new LedgerEvent.KillAsked(second.key(), LedgerEvent.Cause.WALLTIME)));
        assertThat(followed(members)).containsExactly("7.1 WALLTIME", "7.3 WALLTIME");
    }

    @Test
    void aLostNodeEndsAGangUnlessItGoesOn() {
        List<JobEntry> members = placed(JobRequest.Assembly.GANG);
        end(members, 2, LOST);
        assertThat(followed(members)).containsExactly("7.1 NODE_LOST", "7.3 NODE_LOST");
        List<JobEntry> goesOn = placed(JobRequest.Assembly.GANG_THAT_GOES_ON);
        end(goesOn, 2, LOST);
        assertThat(followed(goesOn)).isEmpty();
        assertThat(new Gang(goesOn).asOne().node()).hasValue("n1,n3");
    }

    @Test
    void aTaskThatCouldNotBeginSendsAllBackIntoTheQueue() {
        List<JobEntry> members = placed(JobRequest.Assembly.GANG);
        JobEntry third = members.get(2);
        members.set(2, third.requeued(new LedgerEvent.Requeued(third.key(), "prolog failed")));
        assertThat(followed(members)).containsExactly("7.1 REQUEUED", "7.2 REQUEUED");
    }

    @Test
    void itEndedAsTheFirstDidThatDidNotEndWell() {
        List<JobEntry> members = placed(JobRequest.Assembly.GANG);
        end(members, 1, WELL);
        end(members, 2, BADLY);
        end(members, 3, WELL);
        assertThat(new Gang(members).asOne().ended().orElseThrow().outcome()).isEqualTo(BADLY);
    }
}
