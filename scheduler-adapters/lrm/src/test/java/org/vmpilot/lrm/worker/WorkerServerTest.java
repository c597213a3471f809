package org.vmpilot.lrm.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.ggf.drmaa.AlreadyActiveSessionException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.InvalidJobTemplateException;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.NoActiveSessionException;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.TryLaterException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;

/** Client and server on a real socket, a handler played by the test. */
@Timeout(120)
class WorkerServerTest {
    @TempDir
    Path folder;

    private final WorkerHandler handler = mock(WorkerHandler.class);
    private WorkerServer server;
    private WorkerSession session;

    @BeforeEach
    void open() throws Exception {
        when(handler.init(any())).thenReturn(new WorkerHandler.Info("here", "test-drm", "test", "1.0"));
        server = new WorkerServer(socket(), handler);
        Thread thread = new Thread(() -> {
            try {
                server.serve();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        session = new WorkerSession(WorkerChannel.unixSocket(socket()), Duration.ofSeconds(30));
        session.init("there");
    }

    @AfterEach
    void close() throws Exception {
        session.exit();
        server.close();
    }

    private Path socket() {
        return folder.resolve("socket");
    }

    @Test
    void theSocketIsItsOwnersAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-------");
    }

    @Test
    void theSessionSaysWhoIsBehindIt() throws Exception {
        verify(handler).init("there");
        assertThat(session.getContact()).isEqualTo("here");
        assertThat(session.getDrmSystem()).isEqualTo("test-drm");
        assertThat(session.getDrmaaImplementation()).isEqualTo("test");
        assertThat(session.getVersion().getMajor()).isEqualTo(1);
        assertThat(session.getVersion().getMinor()).isZero();
    }

    @Test
    void aTemplateCrossesTheLineAsItIs() throws Exception {
        when(handler.runJob(any(), any())).thenReturn("12");
        JobTemplate template = session.createJobTemplate();
        template.setRemoteCommand("/bin/echo");
        template.setArgs(List.of("a b", "ü\n\"", ""));
        template.setJobName("vone");
        template.setNativeSpecification("-l a=b");
        template.setJobEnvironment(Map.of("KEY", "a=b"));
        template.setWorkingDirectory("/tmp");
        template.setEmail(Set.of("a@b"));
        template.setOutputPath(":/tmp/out");
        template.setJoinFiles(true);
        assertThat(session.runJob(template)).isEqualTo("12");
        ArgumentCaptor<JobDescription> job = ArgumentCaptor.forClass(JobDescription.class);
        verify(handler).runJob(job.capture(), any());
        assertThat(job.getValue()).isEqualTo(JobDescription.of(template));
        session.deleteJobTemplate(template);
        assertThatThrownBy(() -> session.runJob(template)).isInstanceOf(InvalidJobTemplateException.class);
    }

    @Test
    void waitForAnyWaitsForTheSessionsJobsAndForgetsTheOneThatEnded() throws Exception {
        when(handler.runBulkJobs(any(), eq(1), eq(2), eq(1), any())).thenReturn(List.of("5.1", "5.2"));
        when(handler.waitForAny(any(), any())).thenReturn(JobEnd.exit("5.2", 3));
        assertThat(session.runBulkJobs(session.createJobTemplate(), 1, 2, 1)).containsExactly("5.1", "5.2");
        JobInfo info = session.wait(Session.JOB_IDS_SESSION_ANY, 10);
        assertThat(info.getJobId()).isEqualTo("5.2");
        assertThat(info.hasExited()).isTrue();
        assertThat(info.getExitStatus()).isEqualTo(3);
        assertThatThrownBy(info::getTerminatingSignal).isInstanceOf(InvalidJobException.class);
        when(handler.waitForAny(any(), any())).thenReturn(JobEnd.signal("5.1", "SIGTERM"));
        session.wait(Session.JOB_IDS_SESSION_ANY, 10);
        verify(handler).waitForAny(eq(List.of("5.1")), any());
        assertThatThrownBy(() -> session.wait(Session.JOB_IDS_SESSION_ANY, 10)).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void aWaitThatTimesOutSaysSo() throws Exception {
        when(handler.waitForAny(any(), any())).thenThrow(new ExitTimeoutException("not yet"));
        assertThatThrownBy(() -> session.wait("5", Session.TIMEOUT_NO_WAIT)).isInstanceOf(ExitTimeoutException.class);
    }

    @Test
    void synchronizeAllMeansAllOfTheSession() throws Exception {
        when(handler.runJob(any(), any())).thenReturn("7");
        session.runJob(session.createJobTemplate());
        session.synchronize(List.of(Session.JOB_IDS_SESSION_ALL), 10, true);
        verify(handler).synchronize(eq(List.of("7")), any());
    }

    @Test
    void controlAndStatusCrossTheLine() throws Exception {
        when(handler.jobStatus("7")).thenReturn(Session.RUNNING);
        assertThat(session.getJobProgramStatus("7")).isEqualTo(Session.RUNNING);
        session.control("7", Session.TERMINATE);
        verify(handler).control("7", Session.TERMINATE);
    }

    @Test
    void manyJobsAreEndedInOneCallAndWhatFailedOfThemCrossesTheLine() throws Exception {
        List<String> jobs =
                IntStream.rangeClosed(1, 250).mapToObj(Integer::toString).toList();
        when(handler.terminate(any()))
                .thenReturn(Map.of("3", new InvalidJobException("over"), "4", new InternalException("odd")))
                .thenReturn(Map.of())
                .thenThrow(new IllegalStateException("broken"));
        Map<String, DrmaaException> failed = session.terminate(jobs);
        verify(handler, times(3)).terminate(any());
        verify(handler, never()).control(any(), anyInt());
        assertThat(failed).hasSize(52).containsKey("201").doesNotContainKeys("1", "200");
        assertThat(failed.get("3"))
                .isExactlyInstanceOf(InvalidJobException.class)
                .hasMessage("over");
        assertThat(failed.get("4")).isExactlyInstanceOf(AnswerLostException.class);
        assertThat(failed.get("250")).isExactlyInstanceOf(AnswerLostException.class);
    }

    @Test
    void anOlderFarSideIsAskedToEndThemOneByOne() throws Exception {
        when(handler.terminate(any())).thenThrow(new InternalException("unknown verb 'terminate'"));
        Mockito.doThrow(new InvalidJobException("over")).when(handler).control("1", Session.TERMINATE);
        assertThat(session.terminate(List.of("1", "2"))).containsOnlyKeys("1");
        verify(handler).control("2", Session.TERMINATE);
    }

    @Test
    void ofManyThatAreEndedEachIsTriedUntilTheLrmCannotBeReached() throws Exception {
        WorkerHandler real = mock(WorkerHandler.class, Mockito.CALLS_REAL_METHODS);
        Mockito.doThrow(new InvalidJobException("over")).when(real).control("1", Session.TERMINATE);
        Mockito.doThrow(new IllegalArgumentException("no id")).when(real).control("2", Session.TERMINATE);
        Mockito.doNothing().when(real).control("3", Session.TERMINATE);
        Mockito.doThrow(new DrmCommunicationException("down")).when(real).control("4", Session.TERMINATE);
        assertThat(real.terminate(List.of("1", "2", "3", "4", "5"))).containsOnlyKeys("1", "2", "4", "5");
        verify(real, never()).control("5", Session.TERMINATE);
    }

    @Test
    void exceptionsCrossTheLineByName() throws Exception {
        when(handler.runBulkJobs(any(), anyInt(), anyInt(), anyInt(), any()))
                .thenThrow(new DeniedByDrmException("no such queue"));
        assertThatThrownBy(() -> session.runBulkJobs(session.createJobTemplate(), 1, 2, 1))
                .isExactlyInstanceOf(DeniedByDrmException.class)
                .hasMessage("no such queue");
        when(handler.jobStatus("8")).thenThrow(new IllegalStateException("a bug"));
        assertThatThrownBy(() -> session.getJobProgramStatus("8"))
                .isInstanceOf(InternalException.class)
                .hasMessageContaining("a bug");
    }

    @Test
    void aVerbThatNobodyKnowsIsAnError() {
        assertThatThrownBy(() -> session.extension("y-nonsense", Wire.object())).isInstanceOf(InternalException.class);
    }

    @Test
    void aSlowCallDoesNotHoldUpOthersOnTheSameLine() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        when(handler.extension(eq("x-slow"), any())).thenAnswer(call -> {
            slow.await();
            return new TextNode("slow");
        });
        when(handler.extension(eq("x-fast"), any())).thenReturn(new TextNode("fast"));
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return session.extension("x-slow", Wire.object()).asText();
            } catch (DrmaaException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(session.extension("x-fast", Wire.object()).asText()).isEqualTo("fast");
        slow.countDown();
        assertThat(answer.get()).isEqualTo("slow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "{}",
                "{\"id\":\"1\",\"verb\":\"init\"}",
                "{\"id\":1}",
                "[1,2]",
                "GET / HTTP/1.1",
                "{\"id\":1,\"verb\":\"runJob\"}{}"
            })
    void garbageClosesThatLineAndNoOther(String garbage) throws Exception {
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            other.write(ByteBuffer.wrap((garbage + "\n").getBytes(StandardCharsets.UTF_8)));
            LineReader lines = new LineReader(other, 1 << 20);
            assertThat(lines.read()).contains(Wire.PROTOCOL);
            assertThat(lines.read()).isNull();
        }
        assertThat(session.getJobProgramStatus("7")).isZero();
    }

    @Test
    void aLineWithoutEndIsCutOff() throws Exception {
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            ByteBuffer blanks = ByteBuffer.allocate(1 << 16);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 64; i++) {
                            other.write(blanks.clear());
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(session.getJobProgramStatus("7")).isZero();
    }

    @Test
    void bytesThatAreNoUtf8CloseTheLine() throws Exception {
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            other.write(ByteBuffer.wrap(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'}));
            LineReader lines = new LineReader(other, 1 << 20);
            lines.read();
            assertThat(lines.read()).isNull();
        }
    }

    @Test
    void clientsThatSayNothingDoNotKeepOthersOut() throws Exception {
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                silent.add(SocketChannel.open(UnixDomainSocketAddress.of(socket())));
            }
            assertThat(session.getJobProgramStatus("7")).isZero();
        } finally {
            for (SocketChannel one : silent) {
                one.close();
            }
        }
    }

    @Test
    void aRequestThatItsClientGaveUpIsNotDone() throws Exception {
        StillWanted late = StillWanted.until(new LongNode(99), () -> 100);
        StillWanted inTime = StillWanted.until(new LongNode(100), () -> 100);
        assertThatThrownBy(late::check).isInstanceOf(TryLaterException.class);
        inTime.check();
    }

    @Test
    void afterExitNothingIsPossible() throws Exception {
        WorkerSession other = new WorkerSession(WorkerChannel.unixSocket(socket()), Duration.ofSeconds(30));
        assertThatThrownBy(() -> other.getJobProgramStatus("7")).isInstanceOf(NoActiveSessionException.class);
        other.init(null);
        assertThatThrownBy(() -> other.init(null)).isInstanceOf(AlreadyActiveSessionException.class);
        other.exit();
        assertThatThrownBy(() -> other.getJobProgramStatus("7")).isInstanceOf(NoActiveSessionException.class);
    }

    /** What a library answers to init is not always what DRMAA says: an LRM that is down may be an internal error. */
    @ParameterizedTest
    @ValueSource(classes = {InternalException.class, DrmCommunicationException.class, InvalidJobException.class})
    void aCallWhoseSessionDoesNotBeginWasNotSent(Class<? extends Exception> kind) throws Exception {
        WorkerSession later = new WorkerSession(WorkerChannel.unixSocket(socket()), Duration.ofSeconds(30));
        later.initLater("there");
        when(handler.init(any())).thenThrow(kind.getConstructor(String.class).newInstance("unable to contact qmaster"));
        JobTemplate template = later.createJobTemplate();
        assertThatThrownBy(() -> later.runJob(template))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("unable to contact qmaster");
        verify(handler, never()).runJob(any(), any());
        later.exit();
    }
}
