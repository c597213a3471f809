package org.vmpilot.tests.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.vmpilot.tests.load.Api;
import org.vmpilot.tests.load.LoadLease;
import org.vmpilot.tests.load.LoadSite;

/**
 * Workspace services that keep so many leases open: whoever has no answer asks again under the same idempotency key, until there is one. Some leases end by their
 * duration, others are ended.
 */
final class LoadCallers implements AutoCloseable {
    private static final int CALLERS = 8;
    private static final int MOST_SLOTS = 4;
    private static final int MOST_SECONDS = 6;
    private static final int QUEUES = 4;
    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final int BUSY = 503;
    private static final int LOOK_MS = 200;

    private final LoadSite site;
    private final Semaphore room;
    private final Map<String, Made> made = new ConcurrentHashMap<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CALLERS + 1);
    private final List<Future<?>> callers = new ArrayList<>();
    private volatile boolean finished;

    /**
     * A lease that a caller has made.
     *
     * @param id as it was answered
     */
    record Made(String key, String id, LoadLease lease) {}

    private LoadCallers(LoadSite site, int leases) {
        this.site = site;
        this.room = new Semaphore(leases);
    }

    /** @param leases that are to be open at a time */
    static LoadCallers start(LoadSite site, int leases) {
        LoadCallers all = new LoadCallers(site, leases);
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            all.callers.add(all.threads.submit(() -> {
                all.call(number);
                return null;
            }));
        }
        var unused = all.threads.scheduleWithFixedDelay(all::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
        return all;
    }

    /** What has been answered so far, by key. */
    Map<String, Made> made() {
        return Map.copyOf(made);
    }

    /** Makes no new leases, and waits for all answers. */
    void finish() throws InterruptedException, ExecutionException {
        finished = true;
        for (Future<?> caller : callers) {
            caller.get();
        }
    }

    private void call(int caller) throws InterruptedException {
        Random random = new Random(caller);
        for (int number = 1; !finished; number++) {
            if (!room.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
                continue;
            }
            LoadLease lease = new LoadLease(
                    "load-" + caller + "-" + number,
                    1 + random.nextInt(MOST_SLOTS),
                    1 + random.nextInt(MOST_SECONDS),
                    "q" + (1 + random.nextInt(QUEUES)));
            String id = answer(() -> site.api().create(lease, "key-" + lease.name()), CREATED);
            made.put("key-" + lease.name(), new Made("key-" + lease.name(), id, lease));
            open.add(id);
            List<String> some = List.copyOf(open);
            if (random.nextInt(3) == 0) {
                String old = some.get(random.nextInt(some.size()));
                answer(() -> site.api().end(old), OK);
            }
        }
    }

    private interface Call {
        Api.Answer answer() throws IOException, InterruptedException;
    }

    /** Asks until the coordinator has answered, however often it is killed meanwhile. */
    private String answer(Call call, int wanted) {
        AtomicReference<Api.Answer> last = new AtomicReference<>();
        site.await("an answer", () -> {
            try {
                last.set(call.answer());
                return !last.get().is(BUSY);
            } catch (IOException e) {
                return false;
            }
        });
        if (!last.get().is(wanted)) {
            throw new AssertionError(last.get().toString());
        }
        return last.get().body().path("id").asText();
    }

    /** Those that are over make room for others. */
    private void look() {
        List<String> before = List.copyOf(open);
        try {
            Set<String> there = new HashSet<>();
            for (JsonNode lease : site.api().open()) {
                there.add(lease.path("id").asText());
            }
            for (String id : before) {
                if (!there.contains(id) && open.remove(id)) {
                    room.release();
                }
            }
        } catch (IOException e) {
            // It was killed; the next look comes.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished = true;
        threads.shutdownNow();
    }
}
