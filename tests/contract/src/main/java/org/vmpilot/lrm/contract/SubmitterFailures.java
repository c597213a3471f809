package org.vmpilot.lrm.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;

/**
 * The failures that other submitters of jobs have been reported for: each is a test that every adapter passes, or whose fault its site
 * declares that it cannot commit. A site of one free node at least, without jobs of ours.
 */
public abstract class SubmitterFailures {
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    /** The LRM, with its faults at our disposal. */
    public interface Site {
        Lrm lrm();

        Path scratch();

        /** Commits the fault; false: this site cannot. */
        boolean commit(Fault fault) throws Exception;

        /** Somebody else's program submits a job with the account that is ours. */
        JobId stranger(String name, String... command) throws Exception;

        /** No fault any more; what was down is up. */
        void mend() throws Exception;

        /** Jobs, LRM and files are gone when it returns. */
        void remove() throws Exception;
    }

    private Site site;
    private Lrm lrm;

    protected abstract Site open() throws Exception;

    @BeforeEach
    void openSite() throws Exception {
        site = open();
        lrm = site.lrm();
    }

    @AfterEach
    void closeSite() throws Exception {
        lrm.close();
        site.remove();
    }

    private void commit(Fault fault) throws Exception {
        Assumptions.assumeTrue(site.commit(fault), "this site cannot commit " + fault);
    }

    private JobId submit(String name, String... command) throws LrmException {
        return lrm.submit(Requests.exclusive(name, 1, command)).get(0);
    }

    private List<Job> named(String name) throws LrmException {
        return lrm.search(name);
    }

    private Optional<Job> shown(JobId id) throws LrmException {
        return lrm.snapshot().jobs().stream().filter(job -> job.id().equals(id)).findFirst();
    }

    private void waitFor(JobId id, Job.State state) {
        await(() -> assertThat(shown(id)).map(Job::state).contains(state));
    }

    private static void await(ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20L * PATIENCE))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(condition);
    }

    private static void fails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, LrmException.Kind kind) {
        assertThatThrownBy(call).satisfies(e -> LrmContract.assertKind(e, kind));
    }

    @Test
    void aSubmitWhoseAnswerIsLostIsUnknownAndItsJobIsFoundByItsName() throws Exception {
        commit(Fault.SUBMIT_ANSWER_LOST);
        fails(() -> submit("vlost", "/bin/sleep", "600"), LrmException.Kind.UNKNOWN);
        site.mend();
        await(() -> assertThat(named("vlost")).hasSize(1));
        lrm.cancel(named("vlost").get(0).id());
    }

    @Test
    void aSubmitThatSaysNoIdIsUnknownAndItsJobIsFoundByItsName() throws Exception {
        commit(Fault.RUBBISH_FROM_SUBMIT);
        fails(() -> submit("vrubbish", "/bin/sleep", "600"), LrmException.Kind.UNKNOWN);
        site.mend();
        await(() -> assertThat(named("vrubbish")).hasSize(1));
        lrm.cancel(named("vrubbish").get(0).id());
    }

    @Test
    void anLrmThatIsDownForLongIsUnreachableEachTimeAndAJobThatRanIsNeverGone() throws Exception {
        JobId job = submit("vten", "/bin/sleep", "600");
        waitFor(job, Job.State.RUNNING);
        commit(Fault.DOWN);
        for (int minute = 0; minute < 10; minute++) {
            fails(() -> lrm.snapshot(), LrmException.Kind.UNREACHABLE);
        }
        fails(() -> lrm.cancel(job), LrmException.Kind.UNREACHABLE);
        site.mend();
        waitFor(job, Job.State.RUNNING);
        lrm.cancel(job);
        waitFor(job, Job.State.ENDED);
    }

    @Test
    void anIdThatIsUsedAgainIsAnotherJobAndALateCancelDoesNotHitIt() throws Exception {
        JobId old = submit("vold", "/bin/true");
        waitFor(old, Job.State.ENDED);
        commit(Fault.IDS_REUSED);
        JobId successor = site.stranger("vnew", "/bin/sleep", "600");
        assertThat(successor).as("the fault").isEqualTo(old);
        lrm.cancel(old);
        waitFor(successor, Job.State.RUNNING);
        assertThat(named("vold")).isEmpty();
        assertThat(named("vnew")).extracting(Job::id).containsExactly(successor);
        lrm.cancel(old);
        assertThat(shown(successor)).map(Job::state).contains(Job.State.RUNNING);
    }

    @Test
    void aJobThatIsOverBeforeTheFirstLookIsFoundInTheHistory() throws Exception {
        Path proof = site.scratch().resolve("proof");
        JobId job = submit("vquick", "/bin/touch", proof.toString());
        await(() -> assertThat(proof).exists());
        waitFor(job, Job.State.ENDED);
        assertThat(named("vquick")).extracting(Job::id).containsExactly(job);
    }

    @Test
    void oneRecordThatCannotBeReadCostsNoOtherAndIsNotGone() throws Exception {
        List<JobId> all = lrm.submit(Requests.exclusive("vmany", 4, "/bin/sleep", "600"));
        commit(Fault.BAD_RECORD);
        List<Job> jobs = lrm.snapshot().jobs();
        assertThat(jobs).extracting(Job::id).containsAll(all);
        assertThat(jobs).filteredOn(job -> job.state() == Job.State.UNKNOWN).hasSizeLessThanOrEqualTo(1);
        site.mend();
        assertThat(lrm.snapshot().jobs()).noneMatch(job -> job.state() == Job.State.UNKNOWN);
    }

    @Test
    void aQueryThatCrashesOrHangsTellsNothingAndTheNextOneIsWhole() throws Exception {
        JobId job = submit("vcrash", "/bin/sleep", "600");
        waitFor(job, Job.State.RUNNING);
        for (Fault fault : List.of(Fault.CRASH, Fault.HANG)) {
            commit(fault);
            fails(() -> lrm.snapshot(), LrmException.Kind.UNREACHABLE);
            site.mend();
            assertThat(shown(job)).map(Job::state).contains(Job.State.RUNNING);
        }
        lrm.cancel(job);
    }

    @Test
    void whatASitePrintsAroundAnAnswerDoesNotMatter() throws Exception {
        JobId job = submit("vmotd", "/bin/sleep", "600");
        commit(Fault.GARBAGE_AROUND);
        assertThat(shown(job)).map(Job::name).contains("vmotd");
        site.mend();
        lrm.cancel(job);
    }

    @Test
    void anAnswerThatIsNoneIsNoEmptyAnswer() throws Exception {
        submit("vnone", "/bin/sleep", "600");
        commit(Fault.RUBBISH_FROM_QUERY);
        fails(() -> lrm.snapshot(), LrmException.Kind.UNREACHABLE);
        fails(() -> lrm.search("vnone"), LrmException.Kind.UNREACHABLE);
        site.mend();
        assertThat(named("vnone")).hasSize(1);
    }

    @Test
    void noLocaleAndNoTimeZoneOfOursChangesAnything() throws Exception {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
        try {
            JobId job = submit("vlocale", "/bin/true");
            waitFor(job, Job.State.ENDED);
            assertThat(named("vlocale")).extracting(Job::id).containsExactly(job);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void aClockThatDiffersFromOursEndsNoJobAndTheAgeOfASnapshotIsOurs() throws Exception {
        commit(Fault.CLOCK_AHEAD);
        Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
        JobId job = submit("vskew", "/bin/sleep", "600");
        waitFor(job, Job.State.RUNNING);
        assertThat(lrm.snapshot().askedAt()).isBetween(before, Instant.ofEpochMilli(System.currentTimeMillis()));
        lrm.cancel(job);
        waitFor(job, Job.State.ENDED);
    }
}
