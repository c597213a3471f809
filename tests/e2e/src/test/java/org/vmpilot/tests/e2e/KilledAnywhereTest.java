package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmpilot.protocol.view.LeaseView;

/** kill -9 of the coordinator and of the LRM in every phase of a lease: none lost, none doubled, no job left over. */
@Tag("e2e")
class KilledAnywhereTest {
    private static Site site;
    private static Judge judge;

    @BeforeAll
    static void bringUp() throws IOException {
        site = Site.up(2);
        judge = site.judge();
        for (String node : site.nodes()) {
            site.exec(node, "simulated-xl", "set", "latency.create=0.8");
        }
    }

    @AfterAll
    static void takeDown() {
        site.close();
    }

    static Stream<Arguments> phases() {
        return Stream.of(
                Arguments.of("just created", always()),
                Arguments.of("a slot queued", anySlot("QUEUED")),
                Arguments.of("a slot claimed", anySlot("CLAIMED")),
                Arguments.of("a slot ready", anySlot("READY")),
                Arguments.of("active, guests starting", leaseIn("ACTIVE")),
                Arguments.of("guests up", allUp()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("phases")
    void aCoordinatorKilledWhenALeaseIs(String phase, Predicate<LeaseView> reached) throws Exception {
        // Long enough for agents that have lost their coordinator to come back for the GO.
        String lease = site.create(LeaseText.of("killed", 10, 4, 2)).id();
        awaitReachedOrPassed(lease, phase, reached);
        site.killCoordinator();
        site.startCoordinator();
        endsAsIfNothingHadHappened(lease);
    }

    @Test
    void aCoordinatorKilledWhileALeaseEnds() throws Exception {
        String lease = site.create(LeaseText.of("killed", 600, 4, 2).behaving("ignores-shutdown"))
                .id();
        site.awaitUp(lease);
        site.client().end(lease);
        site.killCoordinator();
        site.startCoordinator();
        endsAsIfNothingHadHappened(lease);
    }

    @Test
    void anLrmKilledAndStartedAgainUnderARunningLease() throws Exception {
        String lease = site.create(LeaseText.of("adopted", 6, 4, 2)).id();
        site.awaitUp(lease);
        site.lab("kill", "lrm");
        site.lab("start", "lrm");
        endsAsIfNothingHadHappened(lease);
    }

    @Test
    void anLrmThatIsDownWhenALeaseIsMadeAndComesBackLater() throws Exception {
        site.lab("kill", "lrm");
        String lease = site.create(LeaseText.of("patient", 3, 4, 2)).id();
        site.await(lease, "waits for the LRM", view -> !view.state().equals("ENDED"));
        site.lab("start", "lrm");
        endsAsIfNothingHadHappened(lease);
    }

    private void endsAsIfNothingHadHappened(String lease) {
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.notice()).isEqualTo("LEASE_ENDED");
        assertThat(ended.verdict()).isEqualTo("CLEAN");
        judge.everyNodeIsClean();
        judge.noJobIsLeft();
        judge.createdOnce(lease, 4);
    }

    /** A phase may be over before anybody can look: then the kill comes in the next one, which is a case as well. */
    private void awaitReachedOrPassed(String lease, String phase, Predicate<LeaseView> reached) {
        site.await(lease, phase, reached.or(leaseIn("ACTIVE")));
    }

    private static Predicate<LeaseView> always() {
        return lease -> true;
    }

    private static Predicate<LeaseView> leaseIn(String state) {
        return lease -> lease.state().equals(state);
    }

    private static Predicate<LeaseView> anySlot(String state) {
        return lease -> lease.slots().stream().anyMatch(slot -> slot.state().equals(state));
    }

    private static Predicate<LeaseView> allUp() {
        return lease -> lease.slots().stream()
                .flatMap(slot -> slot.guests().stream())
                .allMatch(guest -> guest.state().equals("UP"));
    }
}
