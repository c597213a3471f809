package org.vmpilot.lrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.ConflictingAttributeValuesException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmsInitException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.InvalidJobTemplateException;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.NoActiveSessionException;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SimpleJobTemplate;
import org.ggf.drmaa.TryLaterException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.lrm.LrmException.Kind;
import org.vmpilot.lrm.worker.AnswerLostException;
import org.vmpilot.lrm.worker.NotSentException;
import org.vmpilot.lrm.worker.PlainDialect;

/** What the join makes of a session's answers, whatever library is behind it. */
class DrmaaLrmTest {
    private final Session session = mock(Session.class);
    private final JobTemplate template = new SimpleJobTemplate();
    private final Lrm lrm = new DrmaaLrm(session, new PlainDialect());

    @BeforeEach
    void sessionHasTemplates() throws Exception {
        when(session.createJobTemplate()).thenReturn(template);
    }

    static Stream<Arguments> answersToASubmit() {
        return Stream.of(
                Arguments.of(new TryLaterException("x"), Kind.TRY_LATER),
                Arguments.of(new DeniedByDrmException("x"), Kind.DENIED),
                Arguments.of(new AuthorizationException("x"), Kind.DENIED),
                Arguments.of(new InvalidJobTemplateException("x"), Kind.INVALID),
                Arguments.of(new ConflictingAttributeValuesException("x"), Kind.INVALID),
                Arguments.of(new NotSentException("x"), Kind.UNREACHABLE),
                Arguments.of(new NoActiveSessionException("x"), Kind.UNREACHABLE),
                Arguments.of(new DrmsInitException("x"), Kind.UNREACHABLE),
                Arguments.of(new AnswerLostException("x"), Kind.UNKNOWN),
                Arguments.of(new DrmCommunicationException("x"), Kind.UNKNOWN),
                Arguments.of(new InternalException("x"), Kind.UNKNOWN),
                Arguments.of(new IllegalStateException("x"), Kind.UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("answersToASubmit")
    void nothingDoneIsSaidOnlyWhereItIsSure(Exception answer, Kind kind) throws Exception {
        when(session.runJob(any())).thenThrow(answer);
        assertThatThrownBy(() -> lrm.submit(PlainDialect.request("vone", 1)))
                .isInstanceOfSatisfying(
                        LrmException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void theTemplateSaysWhatTheRequestSays() throws Exception {
        when(session.runJob(template)).thenReturn("12");
        assertThat(lrm.submit(PlainDialect.request("vone", 1))).containsExactly(new JobId("12"));
        assertThat(template.getJobName()).isEqualTo("vone");
        assertThat(template.getRemoteCommand()).isEqualTo("/bin/true");
        assertThat((List<?>) template.getArgs()).isEqualTo(List.of("argument"));
        assertThat(template.getNativeSpecification()).isEqualTo("-l h_rt=60");
        verify(session).deleteJobTemplate(template);
        assertThat(template.getStartTime()).isNull();
    }

    @Test
    void aStartTimeIsDrmaasAndNeverBeforeTheOneThatWasAsked() throws Exception {
        when(session.runJob(template)).thenReturn("12");
        Instant begin = Instant.parse("2031-01-31T17:00:00.001Z");
        lrm.submit(PlainDialect.request("vone", 1).notBefore(Optional.of(begin)));
        assertThat(Instant.ofEpochMilli(template.getStartTime().getTimeInMillis()))
                .isEqualTo(Instant.parse("2031-01-31T17:00:01Z"));
    }

    @Test
    void severalTasksAreOneArray() throws Exception {
        when(session.runBulkJobs(template, 1, 3, 1)).thenReturn(List.of("12.1", "12.2", "12.3"));
        assertThat(lrm.submit(PlainDialect.request("vone", 3)))
                .containsExactly(new JobId("12.1"), new JobId("12.2"), new JobId("12.3"));
    }

    @Test
    void aTemplateThatCannotBeGivenBackIsNoFailureOfTheSubmit() throws Exception {
        when(session.runJob(template)).thenReturn("12");
        doThrow(new DrmCommunicationException("x")).when(session).deleteJobTemplate(template);
        assertThat(lrm.submit(PlainDialect.request("vone", 1))).containsExactly(new JobId("12"));
    }

    @Test
    void aTemplateThatCannotBeMadeIsNothingDone() throws Exception {
        when(session.createJobTemplate()).thenThrow(new DrmCommunicationException("x"));
        assertThatThrownBy(() -> lrm.submit(PlainDialect.request("vone", 1)))
                .isInstanceOfSatisfying(
                        LrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }

    @Test
    void cancelOfAJobThatTheLrmHasForgottenIsASuccess() throws Exception {
        doThrow(new InvalidJobException("x")).when(session).control("12", Session.TERMINATE);
        lrm.cancel(new JobId("12"));
    }

    @Test
    void cancelThatMayHaveBeenDoneIsUnknown() throws Exception {
        doThrow(new DrmCommunicationException("x")).when(session).control("12", Session.TERMINATE);
        assertThatThrownBy(() -> lrm.cancel(new JobId("12")))
                .isInstanceOfSatisfying(
                        LrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNKNOWN));
    }

    @Test
    void stateIsNeverAskedOfTheSession() throws Exception {
        lrm.snapshot();
        lrm.search("vone");
        verify(session, never()).getJobProgramStatus(anyString());
        verify(session, never()).wait(anyString(), anyLong());
        verify(session, never()).control(anyString(), anyInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "a b", "a/b", "ä", "sixteen-letters-"})
    void oddNamesNeverReachTheLibrary(String name) throws Exception {
        assertThatThrownBy(() -> lrm.submit(PlainDialect.request(name, 1)))
                .isInstanceOfSatisfying(
                        LrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID));
        verify(session, never()).runJob(any());
    }

    @Test
    void aRelativeCommandAndAWalltimeBelowASecondAreRefused() {
        JobRequest relative = request(List.of("true"), Duration.ofMinutes(1));
        JobRequest hasty = request(List.of("/bin/true"), Duration.ofMillis(10));
        for (JobRequest request : List.of(relative, hasty)) {
            assertThatThrownBy(() -> lrm.submit(request))
                    .isInstanceOfSatisfying(
                            LrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID));
        }
    }

    private static JobRequest request(List<String> command, Duration walltime) {
        return new JobRequest(
                "vone", 1, command, Optional.empty(), Optional.empty(), Optional.empty(), true, walltime, 0);
    }

    private static Job job(String id, String name, Job.State state) {
        return new Job(new JobId(id), name, 0, state, Optional.empty(), Optional.empty());
    }

    private static JobSnapshot snapshot(Job... jobs) {
        return new JobSnapshot(Instant.EPOCH, List.of(jobs), true);
    }

    @Test
    void anIdThatIsAnotherJobsByNowIsNotCancelled() throws Exception {
        Dialect dialect = mock(Dialect.class);
        when(dialect.nativeSpecification(any())).thenReturn("");
        when(session.runJob(template)).thenReturn("12");
        Lrm careful = DrmaaLrm.overIds(session, dialect);
        JobId old = careful.submit(PlainDialect.request("vone", 1)).get(0);
        when(dialect.snapshot(anyCollection()))
                .thenReturn(
                        snapshot(job("12", "vone", Job.State.ENDED)), snapshot(job("12", "other", Job.State.RUNNING)));
        careful.snapshot();

        careful.cancel(old);

        verify(session, never()).control(anyString(), anyInt());
    }

    @Test
    void aJobThatLivedAtTheLastLookIsCancelledWithoutAnotherOne() throws Exception {
        Dialect dialect = mock(Dialect.class);
        when(dialect.snapshot(anyCollection())).thenReturn(snapshot(job("12", "vone", Job.State.RUNNING)));
        Lrm careful = DrmaaLrm.overIds(session, dialect);
        careful.snapshot();

        careful.cancel(new JobId("12"));

        verify(session).control("12", Session.TERMINATE);
        verify(dialect).snapshot(anyCollection());
    }

    @Test
    void aJobThatIsFoundByItsNameIsOursWhateverItsIdWasBefore() throws Exception {
        Dialect dialect = mock(Dialect.class);
        Job found = job("12", "vlost", Job.State.RUNNING);
        when(dialect.snapshot(anyCollection()))
                .thenReturn(snapshot(job("12", "vold", Job.State.ENDED)), snapshot(found));
        when(dialect.search("vlost")).thenReturn(List.of(found));
        Lrm careful = DrmaaLrm.overIds(session, dialect);
        careful.snapshot();
        careful.search("vlost");

        careful.cancel(new JobId("12"));

        verify(session).control("12", Session.TERMINATE);
    }

    @Test
    void whereTheLrmDoesNotTellWhoseAnIdIsItIsOurs() throws Exception {
        Dialect dialect = mock(Dialect.class);
        when(dialect.snapshot(anyCollection())).thenThrow(new LrmException(Kind.UNREACHABLE, "no"));

        DrmaaLrm.overIds(session, dialect).cancel(new JobId("12"));

        verify(session).control("12", Session.TERMINATE);
    }
}
