package org.vmpilot.tests.load;

import com.google.common.base.Ticker;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One caller who reads the list of leases, again and again, and notes what each read took. */
final class Reads implements AutoCloseable {
    private final Api api;
    private final Ticker ticker = Ticker.systemTicker();
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread = new Thread(this::run, "reads");
    private volatile boolean closed;
    private volatile IOException failure;

    private Reads(Api api) {
        this.api = api;
    }

    static Reads begin(Api api) {
        Reads reads = new Reads(api);
        reads.thread.start();
        return reads;
    }

    private void run() {
        try {
            while (!closed) {
                long began = ticker.read();
                Api.must(api.get("/v1/leases?limit=50"), 200);
                nanos.add(ticker.read() - began);
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int count() {
        return nanos.size();
    }

    /** Ends it; seconds that 99 of 100 reads did not take. */
    double p99() throws IOException {
        close();
        if (failure != null || nanos.isEmpty()) {
            throw new IOException("the list of leases could not be read", failure);
        }
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1) / 1e9;
    }

    @Override
    public void close() {
        closed = true;
        Uninterruptibles.joinUninterruptibly(thread);
    }
}
