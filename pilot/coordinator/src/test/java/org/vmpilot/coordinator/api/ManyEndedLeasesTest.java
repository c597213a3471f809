package org.vmpilot.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.sun.management.ThreadMXBean;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.LiveSite;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.service.EventQuery;
import org.vmpilot.coordinator.service.LeaseQuery;
import org.vmpilot.coordinator.service.LeaseService;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.coordinator.service.NodeQuery;
import org.vmpilot.coordinator.service.Page;
import org.vmpilot.coordinator.store.RequestJson;
import org.vmpilot.coordinator.store.Store;
import org.vmpilot.protocol.view.LeaseSummaryView;

/** Two months of a thousand leases a day. On f2a4452 four lists of such a store ended the coordinator. */
class ManyEndedLeasesTest {
    private static final int LEASES = 60_000;
    private static final long MOST_BYTES = 16L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @Test
    void noCallNeedsMoreThanSixteenMebibytes() throws Exception {
        Store.open(folder.resolve("state")).close();
        fill(folder.resolve("state/vmpilot.db"));
        try (LiveSite site = LiveSite.start(folder.resolve("state"))) {
            LeaseService leases = site.leases();
            LeaseQuery all = LeaseQuery.open(Parameters.MOST).withEnded();
            Page<LeaseSummaryView> first = bounded(() -> leases.list(all));
            assertThat(first.items()).hasSize(Parameters.MOST);
            assertThat(bounded(() -> leases.list(LeaseQuery.open(Parameters.MOST)))
                            .items())
                    .isEmpty();
            Page<LeaseSummaryView> ofNode = bounded(() -> leases.list(new LeaseQuery(
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("node7"),
                    Optional.of(Instant.EPOCH),
                    Optional.empty(),
                    Map.of(),
                    Optional.empty(),
                    Parameters.MOST,
                    Optional.empty(),
                    Optional.empty())));
            assertThat(ofNode.items()).hasSize(Parameters.MOST);
            String id = first.items().get(0).id();
            assertThat(bounded(() -> leases.get(id))).isPresent();
            assertThat(bounded(() -> leases.events(EventQuery.all(), 0))).hasSize(500);
            assertThat(bounded(() -> leases.events(EventQuery.all().of(id), 0))).hasSize(4);
            assertThat(bounded(() -> leases.certificates(id, Optional.empty(), 100))
                            .orElseThrow()
                            .items())
                    .hasSize(1);
            assertThat(bounded(() -> leases.nodes(NodeQuery.all(Parameters.MOST)))
                            .items())
                    .isNotEmpty();
            Leases others = leases.as(new Caller("svc", Role.SUBMITTER, "other", "", Optional.of("svc.1")));
            assertThat(bounded(() -> others.list(all)).items()).isEmpty();
            assertThat(bounded(() -> others.events(EventQuery.all(), 0))).isEmpty();
            assertThat(bounded(leases::status).alarms()).isEmpty();
            everyLeaseComesOnce(leases, all);
        }
    }

    private static void everyLeaseComesOnce(LeaseService leases, LeaseQuery all) {
        Set<String> seen = new HashSet<>();
        LeaseQuery query = all;
        for (int pages = 0; pages < LEASES / Parameters.MOST; pages++) {
            Page<LeaseSummaryView> page = leases.list(query);
            page.items().forEach(lease -> assertThat(seen.add(lease.id())).isTrue());
            query = query.from(page.next());
        }
        assertThat(seen).hasSize(LEASES);
        assertThat(query.from()).isEmpty();
    }

    /** What is allocated for a call and its JSON bounds what of the heap it can hold at a time. The first of a kind loads classes as well. */
    private static <T> T bounded(Supplier<T> call) {
        json(call.get());
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        T answer = call.get();
        byte[] json = json(answer);
        long allocated = THREADS.getThreadAllocatedBytes(id) - before;
        assertThat(json).isNotEmpty();
        assertThat(allocated).isLessThan(MOST_BYTES);
        return answer;
    }

    private static byte[] json(Object answer) {
        Object shown = answer instanceof Optional<?> maybe ? maybe.orElseThrow() : answer;
        return ViewJson.bytes(shown instanceof Page<?> page ? page.items() : shown);
    }

    private static void fill(Path database) throws Exception {
        String script;
        try (InputStream in = ManyEndedLeasesTest.class.getResourceAsStream("/many-ended-leases.sql")) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String part : Splitter.on(";\n").split(script)) {
                if (!part.isBlank()) {
                    statement.execute(part.replace(":leases", Integer.toString(LEASES))
                            .replace(":request", RequestJson.write(LiveSite.request())));
                }
            }
            connection.commit();
        }
    }
}
