package org.vmpilot.lrm.gridengine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobSnapshot;

class WholeArraysTest {
    private static List<JobId> ids(String... ids) {
        return Stream.of(ids).map(JobId::new).toList();
    }

    private static Job job(String id, Job.State state) {
        String name = state == Job.State.UNKNOWN ? "" : "vabcdefga1";
        return new Job(new JobId(id), name, 0, state, Optional.empty(), Optional.empty());
    }

    private static JobSnapshot shown(boolean complete, Job... jobs) {
        return new JobSnapshot(Instant.EPOCH, List.of(jobs), complete);
    }

    @Test
    void anArrayOfWhichAllThatLivesGoesIsOne() {
        JobSnapshot newest = shown(
                true,
                job("12.1", Job.State.ENDED),
                job("12.2", Job.State.RUNNING),
                job("12.3", Job.State.QUEUED),
                job("13", Job.State.RUNNING));
        assertThat(WholeArrays.of(ids("12.1", "12.2", "12.3", "13"), newest))
                .containsOnlyKeys(ids("12", "13"))
                .containsEntry(new JobId("12"), ids("12.1", "12.2", "12.3"))
                .containsEntry(new JobId("13"), ids("13"));
    }

    @Test
    void oneTaskThatIsToLiveOnKeepsEachByItsOwnId() {
        JobSnapshot newest = shown(true, job("12.2", Job.State.RUNNING), job("12.3", Job.State.QUEUED));
        assertThat(WholeArrays.of(ids("12.2"), newest)).containsOnlyKeys(ids("12.2"));
    }

    /** Before the first look, of an array that is newer than the last one, with a record that cannot be read, in an answer that is not whole. */
    @Test
    void whatWasNotSeenIsNotAll() {
        assertThat(WholeArrays.of(ids("12.1"), shown(true))).containsOnlyKeys(ids("12.1"));
        JobSnapshot unreadable = shown(true, job("12.1", Job.State.RUNNING), job("12", Job.State.UNKNOWN));
        assertThat(WholeArrays.of(ids("12.1"), unreadable)).containsOnlyKeys(ids("12.1"));
        assertThat(WholeArrays.of(ids("12.1"), shown(false, job("12.1", Job.State.RUNNING))))
                .containsOnlyKeys(ids("12.1"));
    }
}
