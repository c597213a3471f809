package org.vmpilot.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.vmpilot.tests.contract.XlBench.LONG;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.tests.contract.XlBench.Behaviour;
import org.vmpilot.vmm.DestroyOutcome;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.Guest;
import org.vmpilot.vmm.ShutdownOutcome;
import org.vmpilot.vmm.StartOutcome;
import org.vmpilot.vmm.Vmm;
import org.vmpilot.vmm.VmmException;

/** What every {@link Vmm} does, whatever is behind it. What is tagged {@code short} is tried on a real Xen in every run. */
abstract class VmmContract {
    private XlBench bench;
    private Vmm vmm;

    abstract XlBench newBench() throws Exception;

    @BeforeEach
    final void begin() throws Exception {
        bench = newBench();
        vmm = bench.vmm();
    }

    @AfterEach
    final void end() throws Exception {
        bench.remove();
    }

    @Test
    void anEmptyNodeHasDom0Alone() throws Exception {
        assertThat(vmm.list()).singleElement().matches(Domain::isDom0);
    }

    @Test
    @Tag("short")
    void aStartedGuestLivesUnderItsUuidAndName() throws Exception {
        Guest guest = bench.guest(0, Behaviour.DEAF);

        StartOutcome outcome = vmm.start(guest);

        Domain domain = ((StartOutcome.Running) outcome).domain();
        assertThat(domain.uuid()).isEqualTo(guest.uuid());
        assertThat(domain.name()).contains(guest.name());
        assertThat(domain.state().lives()).isTrue();
        assertThat(found(guest)).extracting(Domain::id).containsExactly(domain.id());
    }

    @Test
    @Tag("short")
    void guestsStartInParallel() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<StartOutcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Guest guest = bench.guest(i, Behaviour.DEAF);
                outcomes.add(threads.submit(() -> vmm.start(guest)));
            }
            for (Future<StartOutcome> outcome : outcomes) {
                assertThat(outcome.get()).isInstanceOf(StartOutcome.Running.class);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(vmm.list()).hasSize(4);
    }

    @Test
    @Tag("short")
    void aNameThatIsTakenIsAFailureThatLeavesNothing() throws Exception {
        Guest first = bench.guest(0, Behaviour.DEAF);
        vmm.start(first);

        StartOutcome outcome = vmm.start(bench.guest(1, first.name(), XlBench.uuid(1), bench.boot(Behaviour.DEAF)));

        assertThat(outcome).isInstanceOfSatisfying(StartOutcome.Failed.class, failed -> {
            assertThat(failed.exitCode()).isEqualTo(3);
            assertThat(failed.words()).contains("already exists");
            assertThat(failed.left()).isEmpty();
        });
        assertThat(vmm.list()).hasSize(2);
    }

    @Test
    void aMissingKernelIsAFailureThatLeavesNothing() throws Exception {
        Guest.Boot boot = XlBench.kernel(Path.of("/nowhere/kernel"), "");

        StartOutcome outcome = vmm.start(bench.guest(0, "contract-0", XlBench.uuid(0), boot));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        StartOutcome.Failed.class,
                        failed -> assertThat(failed.left()).isEmpty());
        assertThat(vmm.list()).hasSize(1);
    }

    @Test
    void aValueThatCannotBeSaidSafelyIsInvalidAndNothingIsRun() throws Exception {
        Guest.Boot boot = XlBench.kernel(Path.of("/k"), "a\nbuilder = \"hvm\"");

        assertThatThrownBy(() -> vmm.start(bench.guest(0, "contract-0", XlBench.uuid(0), boot)))
                .isInstanceOfSatisfying(
                        VmmException.class, e -> assertThat(e.kind()).isEqualTo(VmmException.Kind.INVALID));
        assertThat(vmm.list()).hasSize(1);
    }

    @Test
    @Tag("short")
    void aGuestThatObeysIsGoneSoonAfterItWasAsked() throws Exception {
        Guest guest = bench.guest(0, Behaviour.BOOTS);
        vmm.start(guest);
        await().atMost(LONG).until(() -> vmm.shutDown(guest.uuid(), LONG) == ShutdownOutcome.ASKED);

        await().atMost(LONG).until(() -> found(guest).isEmpty());
    }

    @Test
    void aGuestThatNeverAnswersDoesNotHoldTheCallerLongerThanHeWants() throws Exception {
        Guest guest = bench.guest(0, Behaviour.DEAF);
        vmm.start(guest);

        assertThat(vmm.shutDown(guest.uuid(), Duration.ofMillis(500))).isEqualTo(ShutdownOutcome.NO_ANSWER);
        assertThat(found(guest)).hasSize(1);
    }

    @Test
    void askingNobodyIsNotThere() throws Exception {
        assertThat(vmm.shutDown(XlBench.uuid(7), LONG)).isEqualTo(ShutdownOutcome.NOT_THERE);
    }

    @Test
    @Tag("short")
    void aDestroyedGuestIsGoneAndTheNextDestroyFindsNobody() throws Exception {
        Guest guest = bench.guest(0, Behaviour.DEAF);
        vmm.start(guest);

        assertThat(vmm.destroy(guest.uuid(), LONG)).isEqualTo(DestroyOutcome.DESTROYED);
        assertThat(found(guest)).isEmpty();
        assertThat(vmm.destroy(guest.uuid(), LONG)).isEqualTo(DestroyOutcome.ALREADY_GONE);
    }

    @Test
    void destroyTouchesNobodyElse() throws Exception {
        Guest ours = bench.guest(0, Behaviour.DEAF);
        Guest other = bench.guest(1, Behaviour.DEAF);
        vmm.start(ours);
        vmm.start(other);

        vmm.destroy(ours.uuid(), LONG);

        assertThat(found(other)).hasSize(1);
    }

    @Test
    void allDomainsOfAUuidAreDestroyed() throws Exception {
        Guest one = bench.guest(0, Behaviour.DEAF);
        Guest twin = bench.guest(1, "contract-twin", one.uuid(), bench.boot(Behaviour.DEAF));
        vmm.start(one);
        vmm.start(twin);
        assertThat(found(one)).hasSize(2);

        assertThat(vmm.destroy(one.uuid(), LONG)).isEqualTo(DestroyOutcome.DESTROYED);
        assertThat(found(one)).isEmpty();
    }

    @Test
    void theEndOfAGuestIsToldToWhoeverWatches() throws Exception {
        AtomicInteger told = new AtomicInteger();
        Thread watcher = new Thread(() -> watch(told));
        watcher.setDaemon(true);
        watcher.start();
        await().atMost(LONG).until(() -> told.get() == 1);
        Guest guest = bench.guest(0, Behaviour.DEAF);
        vmm.start(guest);
        assertThat(told).hasValue(1);

        vmm.destroy(guest.uuid(), LONG);

        await().atMost(LONG).until(() -> told.get() > 1);
    }

    private void watch(AtomicInteger told) {
        try {
            vmm.watch(told::incrementAndGet);
        } catch (VmmException e) {
            throw new AssertionError(e);
        }
    }

    /** `---sr-`: a guest that reboots and that no daemon of the toolstack makes anew stays so for good. */
    @Test
    @Tag("short")
    void aStrangerThatStaysInItsRebootHidesNobodyAndIsLeftAlone() throws Exception {
        Guest ours = bench.guest(0, Behaviour.DEAF);
        vmm.start(ours);
        Guest stranger = bench.guest(1, Behaviour.BOOTS);
        bench.createWithoutDaemon(stranger);
        await().atMost(LONG)
                .until(() -> bench.run("xl", "reboot", stranger.name()).exitCode() == 0);

        await().atMost(LONG)
                .until(() -> found(stranger).stream().anyMatch(domain -> domain.state() == DomainState.REBOOTING));

        assertThat(found(ours)).singleElement().matches(domain -> domain.state().lives());
        assertThat(vmm.destroy(ours.uuid(), LONG)).isEqualTo(DestroyOutcome.DESTROYED);
        assertThat(found(stranger)).hasSize(1);
        assertThat(vmm.destroy(stranger.uuid(), LONG)).isEqualTo(DestroyOutcome.DESTROYED);
    }

    @Test
    @Tag("short")
    void dom0sMemoryGoesDownAndUpAgain() throws Exception {
        int before = vmm.dom0MemoryMib();
        int less = before - 64;

        assertThat(vmm.setDom0Memory(less, 4, LONG)).isTrue();
        assertThat(vmm.dom0MemoryMib()).isBetween(less - 4, less + 4);
        assertThat(vmm.setDom0Memory(before, 4, LONG)).isTrue();
    }

    @Test
    void moreMemoryThanDom0CanEverHaveIsInvalid() {
        assertThatThrownBy(() -> vmm.setDom0Memory(1 << 24, 4, LONG))
                .isInstanceOfSatisfying(
                        VmmException.class, e -> assertThat(e.kind()).isEqualTo(VmmException.Kind.INVALID));
    }

    private List<Domain> found(Guest guest) throws VmmException, InterruptedException {
        return vmm.list().stream()
                .filter(domain -> domain.uuid().equals(guest.uuid()))
                .toList();
    }
}
