package org.vmpilot.lrm.jna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.host.CommandResult;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;

/** What holds without any library; tests/ge has a real one. */
class NativeLrmTest {
    @TempDir
    Path state;

    private Lrm open(Map<String, String> table) {
        return NativeLrm.open(
                table,
                command -> new CommandResult.NotStarted("no commands"),
                InstantSource.fixed(Instant.EPOCH),
                state);
    }

    private static final Map<String, String> NOWHERE =
            Map.of("library", "/nonexistent/libdrmaa.so", "native_specification", "-q all", "deadline", "10s");

    @Test
    void aLibraryThatCannotBeLoadedWasAskedForNothing() {
        try (Lrm lrm = open(NOWHERE)) {
            refused(() -> lrm.submit(request()), LrmException.Kind.UNREACHABLE);
        }
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void withoutADialectTheStateOfJobsIsUnknownAndNothingIsCalledGone() throws Exception {
        try (Lrm lrm = open(NOWHERE)) {
            assertThat(lrm.snapshot().complete()).isFalse();
            assertThat(lrm.snapshot().jobs()).isEmpty();
            assertThat(lrm.nodes()).isEmpty();
            assertThat(lrm.limits(Optional.empty()).notice()).isEmpty();
            refused(() -> lrm.search("vone"), LrmException.Kind.UNREACHABLE);
            refused(() -> lrm.drain("node01", "dirty"), LrmException.Kind.DENIED);
            refused(() -> lrm.resume("node01"), LrmException.Kind.DENIED);
        }
    }

    @Test
    void aDialectHasItsOwnKeysInTheSameTable() {
        Map<String, String> table =
                Map.of("library", "/opt/lib/libdrmaa.so", "dialect", "slurm", "operator", "sudo", "deadline", "10s");
        assertThat(NativeLrm.check(table)).isEmpty();
        try (Lrm lrm = open(table)) {
            assertThat(lrm.name()).isEqualTo("slurm");
        }
    }

    @Test
    void everyFaultIsSaidAtOnce() {
        assertThat(NativeLrm.check(Map.of(
                        "library", "libdrmaa.so", "environment", "SGE_ROOT", "dialect", "lsf", "deadline", "2h")))
                .contains(
                        "library: 'libdrmaa.so' is not the absolute path of a libdrmaa.so",
                        "environment: 'SGE_ROOT' is not NAME=VALUE (several are separated by blanks)",
                        "dialect: 'lsf' is none of none, grid-engine, pbs, slurm",
                        "deadline: '2h' is not a time from 1s to 59m");
        assertThat(NativeLrm.check(Map.of("library", "/l.so", "colour", "red")))
                .containsExactly("colour: unknown to [lrm.native] without a dialect");
        assertThat(NativeLrm.check(
                        Map.of("library", "/l.so", "dialect", "grid-engine", "native_specification", "-q x")))
                .singleElement()
                .asString()
                .startsWith("native_specification: the dialect grid-engine writes it");
    }

    @Test
    void errorCodesAreDrmaasExceptions() throws Exception {
        CErrors.check(0, new CText());
        assertThatThrownBy(() -> CErrors.check(17, new CText()))
                .isExactlyInstanceOf(DeniedByDrmException.class)
                .hasMessage("error 17");
        assertThatThrownBy(() -> CErrors.check(1, new CText())).isExactlyInstanceOf(InternalException.class);
        assertThatThrownBy(() -> CErrors.check(99, new CText())).isExactlyInstanceOf(InternalException.class);
    }

    @Test
    void theSessionIsFoundByDrmaasOwnLookUp() {
        assertThat(SessionFactory.getFactory()).isInstanceOf(CSessionFactory.class);
    }

    private static JobRequest request() {
        return new JobRequest(
                "vone",
                1,
                List.of("/bin/true"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Duration.ofMinutes(1),
                0);
    }

    private static void refused(ThrowingCallable call, LrmException.Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LrmException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
