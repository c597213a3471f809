import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.pbs.PbsLrm;
import org.vmpilot.lrm.pbs.PbsSettings;

/** Times of PBS's adapter for scripts/bench.d/pbs: {@code PbsTimes COMMANDS snapshots|submits|array COUNT}, seconds on standard output. */
final class PbsTimes {
    /** As many calls at a time as the coordinator makes. */
    private static final int AT_A_TIME = 4;

    public static void main(String[] words) throws Exception {
        Lrm lrm = PbsLrm.open(
                PbsSettings.of(Map.of("commands", Path.of(words[0]).toString(), "queues", "vmm")),
                new SessionCommandRunner(),
                InstantSource.system());
        int count = Integer.parseInt(words[2]);
        // The first call of each kind loads classes.
        lrm.snapshot();
        switch (words[1]) {
            case "snapshots" -> {
                for (int i = 0; i < count; i++) {
                    System.out.println(seconds(() -> lrm.snapshot().jobs().size()));
                }
            }
            case "submits" -> System.out.println(seconds(() -> submits(lrm, count)));
            case "array" -> System.out.println(seconds(() -> lrm.submit(request(count))));
            default -> throw new IllegalArgumentException(words[1]);
        }
        System.exit(0);
    }

    private static double seconds(Callable<?> call) throws Exception {
        long began = System.nanoTime();
        call.call();
        return (System.nanoTime() - began) / 1e9;
    }

    private static int submits(Lrm lrm, int count) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
        List<Future<List<JobId>>> submits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            submits.add(workers.submit(() -> lrm.submit(request(1))));
        }
        for (Future<List<JobId>> submit : submits) {
            submit.get();
        }
        return count;
    }

    private static JobRequest request(int tasks) {
        return new JobRequest(
                "vbench",
                tasks,
                List.of("/bin/true"),
                Optional.of("vmm"),
                Optional.of("xen"),
                Optional.empty(),
                true,
                Duration.ofMinutes(10),
                0);
    }
}
