package org.vmpilot.killall.pilots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.Job.State;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;

class PilotJobsTest {
    private final List<Job> jobs = new ArrayList<>();
    private final List<String> cancelled = new ArrayList<>();
    private boolean answers = true;

    private final PilotJobs pilots = new PilotJobs((Lrm) Proxy.newProxyInstance(
            Lrm.class.getClassLoader(), new Class<?>[] {Lrm.class}, (proxy, method, arguments) -> {
                if (!answers) {
                    throw new LrmException(LrmException.Kind.UNREACHABLE, "not there");
                } else if (method.getName().equals("snapshot")) {
                    return new JobSnapshot(Instant.EPOCH, jobs, true);
                } else if (method.getName().equals("cancel")) {
                    cancelled.add(((JobId) arguments[0]).text());
                    return null;
                }
                throw new AssertionError(method.getName() + " is not asked for");
            }));

    private void job(String id, String name, State state, String node) {
        jobs.add(new Job(new JobId(id), name, 0, state, Optional.ofNullable(node), Optional.empty()));
    }

    private void aSite() {
        job("1", "vabcdefga1", State.RUNNING, "node01");
        job("2.1", "vabcdefga12", State.SUSPENDED, "node02");
        job("2.2", "vabcdefga12", State.QUEUED, null);
        job("3", "vabcdefga1.7", State.HELD, null);
        job("4", "vabcdefga2", State.UNKNOWN, "node03");
        job("5", "vabcdefga3", State.ENDED, "node04");
        job("6", "video", State.RUNNING, "node05");
        job("7", "vabcdefga1x", State.QUEUED, null);
    }

    @Test
    void nodesAreThoseOfEveryJobThatHasBegunAndIsNotKnownToBeOver() throws LrmException {
        aSite();
        assertThat(pilots.nodes()).containsExactly("node01", "node02", "node03");
    }

    @Test
    void aJobOfSeveralNodesHoldsEachOfThem() throws LrmException {
        job("1", "vabcdefga1", State.RUNNING, "node[01-03]");
        job("2", "vabcdefga2", State.RUNNING, "node07,node05");
        assertThat(pilots.nodes()).containsExactly("node01", "node02", "node03", "node05", "node07");
    }

    @Test
    void waitingOnesCanBeCancelledAlone() throws LrmException {
        aSite();
        assertThat(pilots.cancelWaiting()).extracting(JobId::text).containsExactlyInAnyOrder("2.2", "3");
        assertThat(cancelled).containsExactly("2.2", "3");
    }

    @Test
    void noOtherJobOfTheAccountIsTouched() throws LrmException {
        aSite();
        pilots.cancelAll();
        assertThat(cancelled).containsExactly("1", "2.1", "2.2", "3", "4");
    }

    @Test
    void anLrmThatCannotBeAskedIsNoEmptyList() {
        answers = false;
        assertThatThrownBy(pilots::nodes).isInstanceOf(LrmException.class);
    }

    @Test
    void ofAnLrmWithOwnersTheOwnerMustBeSaid() {
        assertThat(new LrmChoice("grid-engine", Map.of()).faults())
                .containsExactly("owner: must be given: the account that the coordinator submits with");
        assertThat(new LrmChoice("grid-engine", Map.of("owner", "vmpilot", "cell", "x")).faults())
                .singleElement()
                .asString()
                .startsWith("cell: ");
        assertThat(new LrmChoice("embedded", Map.of()).faults()).isEmpty();
    }
}
