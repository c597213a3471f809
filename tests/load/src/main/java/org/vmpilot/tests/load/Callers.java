package org.vmpilot.tests.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers of the API, each with one call at a time. */
final class Callers {
    private Callers() {}

    /** Makes all of these leases; their ids, in their order. */
    static List<String> create(LoadSite site, int callers, List<LoadLease> leases)
            throws IOException, InterruptedException {
        return all(
                callers,
                leases.stream()
                        .map(lease -> (Callable<String>) () -> site.api().create(lease))
                        .toList());
    }

    static void end(LoadSite site, int callers, List<String> leases) throws IOException, InterruptedException {
        all(
                callers,
                leases.stream()
                        .map(lease -> (Callable<String>) () ->
                                Api.must(site.api().end(lease), 200).path("id").asText())
                        .toList());
    }

    private static <T> List<T> all(int callers, List<Callable<T>> calls) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> call : threads.invokeAll(calls)) {
                answers.add(call.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            threads.shutdown();
        }
    }
}
