package org.vmpilot.tests.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.Session;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.worker.JobDescription;

class InstantLrmTest {
    private final List<String> started = new ArrayList<>();
    private final List<String> terminated = new ArrayList<>();
    private final InstantLrm lrm = new InstantLrm(
            new InstantLrm.Pilots() {
                @Override
                public void start(LrmJob job) {
                    started.add(job.slot() + " on " + job.node());
                }

                @Override
                public void terminate(String job) {
                    terminated.add(job);
                }
            },
            List.of("a", "b"),
            1);

    private static JobDescription named(String name) {
        return new JobDescription(
                "/pilot",
                List.of(),
                JobTemplate.ACTIVE_STATE,
                Map.of(),
                null,
                null,
                null,
                List.of(),
                true,
                null,
                name,
                null,
                null,
                null,
                false);
    }

    @Test
    void jobsStartInTheirOrderAsNodesHavePlaces() throws DrmaaException {
        List<String> array = lrm.runBulkJobs(named("vabcdefga1"), 1, 3, 1, () -> {});
        assertThat(started).containsExactly("vabcdefga1.1 on a", "vabcdefga1.2 on b");

        lrm.over(array.get(1));

        assertThat(started).endsWith("vabcdefga1.3 on b").hasSize(3);
        assertThat(lrm.living()).extracting(LrmJob::slot).containsExactly("vabcdefga1.1", "vabcdefga1.3");
        assertThat(lrm.extension("x-search", NullNode.getInstance()))
                .extracting(job -> job.path("state").asText())
                .containsExactly("RUNNING", "RUNNING", "ENDED");
    }

    @Test
    void whatIsCancelledInTheQueueNeverStartsAndWhatRunsIsAsked() throws DrmaaException {
        List<String> array = lrm.runBulkJobs(named("vabcdefga1"), 1, 3, 1, () -> {});

        lrm.control(array.get(2), Session.TERMINATE);
        lrm.control(array.get(0), Session.TERMINATE);

        assertThat(terminated).containsExactly(array.get(0));
        assertThat(lrm.living()).extracting(LrmJob::id).containsExactly(array.get(0), array.get(1));
        lrm.over(array.get(0));
        assertThat(started).hasSize(2);
    }

    @Test
    void whileItIsHeldNothingStarts() throws DrmaaException {
        lrm.hold(true);
        String job = lrm.runJob(named("vabcdefga1.1"), () -> {});
        assertThat(started).isEmpty();

        lrm.hold(false);

        assertThat(started).containsExactly("vabcdefga1.1 on a");
        assertThat(lrm.jobsOfSlots()).isEqualTo(Map.of("vabcdefga1.1", 1));
        assertThat(job).isEqualTo("1");
    }
}
