package org.vmpilot.lrm.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.JobTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.lrm.DrmaaLrm;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.LrmException;

/** What a client may conclude when the line breaks, at every point. */
class BrokenLineTest {
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    private FarSide far;
    private WorkerSession session;
    private DrmaaLrm lrm;

    @BeforeEach
    void open() throws Exception {
        far = new FarSide();
        session = new WorkerSession(WorkerChannel.unixSocket(far.path()), Duration.ofSeconds(20L * PATIENCE));
        session.initLater("c");
        lrm = new DrmaaLrm(session, new PlainDialect());
    }

    @AfterEach
    void close() throws Exception {
        lrm.close();
        far.close();
    }

    private CompletableFuture<List<JobId>> submit() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return lrm.submit(PlainDialect.request("vone", 1));
            } catch (LrmException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static void fails(CompletableFuture<?> call, LrmException.Kind kind) {
        assertThatThrownBy(() -> call.get(30L * PATIENCE, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        LrmException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    @Test
    void aSubmitWhoseAnswerIsLostIsUnknown() throws Exception {
        CompletableFuture<List<JobId>> submit = submit();
        FarSide.Line line = far.next();
        line.greetAndInit();
        assertThat(line.hear()).contains("runJob");
        line.hangUp();
        fails(submit, LrmException.Kind.UNKNOWN);
    }

    @Test
    void aSubmitThatNeverLeftIsUnreachable() throws Exception {
        CompletableFuture<List<JobId>> submit = submit();
        far.next().hangUp();
        fails(submit, LrmException.Kind.UNREACHABLE);
    }

    @Test
    void aLineThatBreaksBeforeTheSessionIsUpIsUnreachable() throws Exception {
        CompletableFuture<List<JobId>> submit = submit();
        FarSide.Line line = far.next();
        line.say(FarSide.GREETING);
        assertThat(line.hear()).contains("init");
        line.hangUp();
        fails(submit, LrmException.Kind.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "[]",
                "{\"id\":99,\"result\":\"5\"}",
                "{\"result\":\"5\"}",
                "{\"id\":2,\"result\":\"5\"} trailing",
                "{\"id\":2,\"res",
                "null"
            })
    void garbageBreaksTheLineAndASubmitUnderWayIsUnknown(String garbage) throws Exception {
        CompletableFuture<List<JobId>> submit = submit();
        FarSide.Line line = far.next();
        line.greetAndInit();
        line.hear();
        line.say(garbage);
        fails(submit, LrmException.Kind.UNKNOWN);
        assertThat(line.hear()).as("the client hung up").isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":2}",
                "{\"id\":2,\"error\":{}}",
                "{\"id\":2,\"result\":null}",
                "{\"id\":2,\"result\":[1]}"
            })
    void anAnswerWithoutSenseIsNoProofOfAnything(String answer) throws Exception {
        CompletableFuture<List<JobId>> submit = submit();
        FarSide.Line line = far.next();
        line.greetAndInit();
        line.hear();
        line.say(answer);
        fails(submit, LrmException.Kind.UNKNOWN);
    }

    @Test
    void anotherProtocolIsUnreachable() throws Exception {
        CompletableFuture<List<JobId>> submit = submit();
        far.next().say("{\"protocol\":\"vmpilot-worker/2\"}");
        fails(submit, LrmException.Kind.UNREACHABLE);
    }

    @Test
    void theNextCallFindsTheFarSideAgain() throws Exception {
        CompletableFuture<List<JobId>> first = submit();
        far.next().hangUp();
        fails(first, LrmException.Kind.UNREACHABLE);
        CompletableFuture<List<JobId>> second = submit();
        FarSide.Line line = far.next();
        line.greetAndInit();
        line.hear();
        line.say("{\"id\":2,\"result\":\"17\"}");
        assertThat(second.get(30L * PATIENCE, TimeUnit.SECONDS)).containsExactly(new JobId("17"));
    }

    @Test
    void answersFindTheirRequestsInWhateverOrderTheyCome() throws Exception {
        CompletableFuture<List<JobId>> first = submit();
        FarSide.Line line = far.next();
        line.greetAndInit();
        line.hear();
        CompletableFuture<List<JobId>> second = submit();
        line.hear();
        line.say("{\"id\":3,\"result\":\"second\"}");
        line.say("{\"id\":2,\"error\":{\"name\":\"DeniedByDrmException\",\"message\":\"no\"}}");
        assertThat(second.get(30L * PATIENCE, TimeUnit.SECONDS)).containsExactly(new JobId("second"));
        fails(first, LrmException.Kind.DENIED);
    }

    @Test
    void aDeadlineThatPassesAfterTheRequestLeftIsUnknownAndBeforeIsNot() throws Exception {
        WorkerSession hasty = new WorkerSession(WorkerChannel.unixSocket(far.path()), Duration.ofMillis(300));
        hasty.initLater("c");
        CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(() -> failureOf(hasty));
        far.next().greetAndInit();
        assertThat(failure.get(30L * PATIENCE, TimeUnit.SECONDS)).isInstanceOf(AnswerLostException.class);
        hasty.exit();
    }

    private static Throwable failureOf(WorkerSession session) {
        return ThrowableAssert.catchThrowable(() -> {
            JobTemplate template = session.createJobTemplate();
            template.setRemoteCommand("/bin/true");
            session.runJob(template);
        });
    }

    @Test
    void noSocketIsUnreachableAndNamesThePath() throws IOException {
        far.close();
        assertThatThrownBy(() -> lrm.submit(PlainDialect.request("vone", 1)))
                .isInstanceOfSatisfying(
                        LrmException.class, e -> assertThat(e.kind()).isEqualTo(LrmException.Kind.UNREACHABLE))
                .hasMessageContaining(far.path().toString());
    }

    @Test
    void initSaysWhyItFailedAndLeavesTheSessionInactive() throws Exception {
        WorkerSession fresh = new WorkerSession(WorkerChannel.unixSocket(far.path()), Duration.ofSeconds(20));
        CompletableFuture<Throwable> failure =
                CompletableFuture.supplyAsync(() -> ThrowableAssert.catchThrowable(() -> fresh.init("c")));
        FarSide.Line line = far.next();
        line.say(FarSide.GREETING);
        line.hear();
        line.say("{\"id\":1,\"error\":{\"name\":\"DeniedByDrmException\",\"message\":\"not you\"}}");
        assertThat(failure.get(30L * PATIENCE, TimeUnit.SECONDS))
                .isInstanceOf(DeniedByDrmException.class)
                .hasMessage("not you");
        assertThatThrownBy(fresh::createJobTemplate).isInstanceOf(DrmaaException.class);
    }
}
