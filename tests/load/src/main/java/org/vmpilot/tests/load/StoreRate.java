package org.vmpilot.tests.load;

import com.google.common.base.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Entry;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.LeaseMachine;
import org.vmpilot.coordinator.lease.LeaseStep;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.coordinator.request.LeaseText;
import org.vmpilot.coordinator.request.RequestException;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.Store;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.TeardownBudget;

/** What the coordinator's store does by itself: the rows of a lease of one slot, as the coordinator writes them, each in a commit of its own. */
final class StoreRate {
    private static final Timing TIMING = new Timing(
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            new TeardownBudget(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(5)),
            Duration.ofMinutes(1),
            Duration.ofMinutes(3),
            Duration.ofSeconds(30),
            5,
            Duration.ofHours(1),
            false);

    private StoreRate() {}

    /**
     * Commits a second.
     *
     * @param folder for a store of its own, on the disk of the coordinator's
     */
    static double measure(Path folder, int commits) throws StoreException, RequestException {
        LeaseRequest request = LeaseText.read(
                new LoadLease("rate", 1, 3600, "q1").text().getBytes(StandardCharsets.UTF_8),
                LeaseText.Form.TOML,
                Duration.ofSeconds(30));
        SecureRandom random = new SecureRandom();
        Ticker ticker = Ticker.systemTicker();
        try (Store store = Store.open(folder)) {
            long began = ticker.read();
            for (int i = 0; i < commits; i++) {
                store.commit(List.of(created(Lease.create(LeaseToken.random(random), request, Instant.EPOCH))));
            }
            return commits / ((ticker.read() - began) / 1e9);
        }
    }

    private static Change created(Lease fresh) {
        LeaseStep step = LeaseMachine.apply(fresh, new LeaseEvent.Start(), fresh.createdAt(), TIMING);
        List<Entry> entries = new ArrayList<>(List.of(Entry.created(fresh)));
        entries.addAll(step.entries());
        return Change.created(step.lease(), entries, Optional.empty());
    }
}
