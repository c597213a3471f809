package org.vmpilot.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.vmpilot.tests.contract.XlBench.LONG;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.tests.contract.XlBench.Behaviour;
import org.vmpilot.vmm.DestroyOutcome;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.Guest;
import org.vmpilot.vmm.StartOutcome;
import org.vmpilot.vmm.Vmm;
import org.vmpilot.vmm.VmmException;
import org.vmpilot.vmm.VmmException.Kind;

/** What was seen of xl when things go wrong, and what the adapter makes of it. Only the simulated xl can be told to fail. */
class XlFaultsTest {
    private static final Duration SHORT = Duration.ofMillis(600L * XlBench.PATIENCE);

    private SimulatedXl bench;
    private Vmm vmm;
    private Guest guest;

    @BeforeEach
    void begin() throws Exception {
        bench = new SimulatedXl();
        vmm = bench.vmm();
        guest = bench.guest(0, Behaviour.BOOTS);
    }

    @AfterEach
    void end() throws Exception {
        bench.remove();
    }

    @Test
    void aCreateThatSaysItFailedMayHaveLeftTheGuestRunning() throws Exception {
        bench.fault("create-runs-but-fails");

        assertThat(vmm.start(guest)).isInstanceOfSatisfying(StartOutcome.Failed.class, failed -> {
            assertThat(failed.exitCode()).isEqualTo(3);
            assertThat(failed.left())
                    .hasValueSatisfying(
                            domain -> assertThat(domain.state().lives()).isTrue());
        });
    }

    @Test
    void aCreateThatIsKilledLeavesADomainWithoutAName() throws Exception {
        bench.fault("create-dies", "stage=nameless");

        assertThat(vmm.start(guest))
                .isInstanceOfSatisfying(
                        StartOutcome.Failed.class,
                        failed -> assertThat(failed.left())
                                .hasValueSatisfying(
                                        domain -> assertThat(domain.name()).isEmpty()));
        assertThat(vmm.destroy(guest.uuid(), LONG)).isEqualTo(DestroyOutcome.DESTROYED);
    }

    @Test
    void aCreateThatHangsIsUnknown() throws Exception {
        bench.fault("hang", "command=create");
        Vmm impatient = bench.vmmWithCreate(SHORT);

        assertKind(Kind.UNKNOWN, () -> impatient.start(guest));
    }

    @Test
    void aCreateThatOnlyPretendsIsNotSeen() throws Exception {
        bench.fault("pretend", "command=create");

        assertThat(vmm.start(guest)).isInstanceOf(StartOutcome.Unseen.class);
    }

    @Test
    void aLookThatFailsAfterACreateIsTriedAgain() throws Exception {
        bench.fault("garbage", "command=list", "count=1");

        assertThat(vmm.start(guest)).isInstanceOf(StartOutcome.Running.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "truncate"})
    void aListingThatCannotBeReadIsUnknownAndNeverEmpty(String fault) throws Exception {
        vmm.start(guest);
        bench.fault(fault, "command=list");

        assertKind(Kind.UNKNOWN, vmm::list);
        assertKind(Kind.UNKNOWN, () -> vmm.destroy(guest.uuid(), LONG));
        assertKind(Kind.UNKNOWN, () -> vmm.shutDown(guest.uuid(), LONG));
    }

    @Test
    void withoutXenstoredNobodyCanBeAsked() throws Exception {
        bench.simulated("set", "xenstored=no");

        assertKind(Kind.UNREACHABLE, bench.vmm(SHORT)::list);
    }

    @Test
    void withoutAHypervisorNobodyCanBeAsked() throws Exception {
        bench.simulated("set", "hypervisor=no");

        assertKind(Kind.UNREACHABLE, vmm::list);
    }

    @Test
    void aDestroyThatOnlyPretendsIsStillThere() throws Exception {
        vmm.start(guest);
        bench.fault("pretend", "command=destroy");

        assertThat(vmm.destroy(guest.uuid(), SHORT)).isEqualTo(DestroyOutcome.STILL_THERE);
    }

    @Test
    void aDestroyThatFailsOnceIsTriedAgain() throws Exception {
        vmm.start(guest);
        bench.fault("fail", "command=destroy", "count=1");

        assertThat(vmm.destroy(guest.uuid(), LONG)).isEqualTo(DestroyOutcome.DESTROYED);
    }

    @Test
    void aDestroyThatWorkedAndSaidItFailedIsDone() throws Exception {
        vmm.start(guest);
        bench.fault("fail-after", "command=destroy");

        assertThat(vmm.destroy(guest.uuid(), LONG)).isEqualTo(DestroyOutcome.DESTROYED);
    }

    @Test
    void aDyingDomainIsWaitedFor() throws Exception {
        vmm.start(guest);
        bench.fault("leaves-dying", "seconds=1");

        assertThat(vmm.destroy(guest.uuid(), LONG)).isEqualTo(DestroyOutcome.DESTROYED);
        assertThat(found()).isEmpty();
    }

    @Test
    void aDomainThatNeverStopsDyingIsStillThere() throws Exception {
        vmm.start(guest);
        bench.fault("leaves-dying");

        assertThat(vmm.destroy(guest.uuid(), SHORT)).isEqualTo(DestroyOutcome.STILL_THERE);
        assertThat(found()).extracting(Domain::state).containsExactly(DomainState.DYING);
    }

    @Test
    void aGuestThatRebootsHasANewNumberUnderItsUuid() throws Exception {
        int before = ((StartOutcome.Running) vmm.start(guest)).domain().id();

        bench.simulated("guest", guest.name(), "reboot");

        await().atMost(LONG)
                .until(() -> found().stream()
                        .anyMatch(
                                domain -> domain.id() > before && domain.state().lives()));
    }

    @Test
    void memoryThatStallsIsSetAgain() throws Exception {
        bench.fault("memory-stalls", "at=992", "count=1");

        assertThat(vmm.setDom0Memory(960, 4, LONG)).isTrue();
    }

    @Test
    void aCommandLineReachesTheGuestAsItIs() throws Exception {
        String commandLine = "root=/dev/xvda say=\"a b\" it='s' back\\slash \\\" name=evil # ; ] = [";
        Guest quoted = bench.guest(1, "contract-1", XlBench.uuid(1), bench.boot(commandLine));

        assertThat(vmm.start(quoted)).isInstanceOf(StartOutcome.Running.class);

        String listing = bench.run("xl", "list", "-l", "contract-1").output();
        assertThat(listing)
                .contains("\"" + commandLine.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .contains("\"name\": \"contract-1\"");
    }

    private List<Domain> found() throws VmmException, InterruptedException {
        return vmm.list().stream()
                .filter(domain -> domain.uuid().equals(guest.uuid()))
                .toList();
    }

    private static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VmmException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
