import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.slurm.SlurmLrm;
import org.vmpilot.lrm.slurm.SlurmSettings;

/** For scripts/bench, the adapter against the same account's own commands in the same run: {@code status} or {@code submit COUNT}. */
final class SlurmFigures {
    private static final int RUNS = 15;

    /** As many as the coordinator has under way at a time. */
    private static final int AT_A_TIME = 4;

    public static void main(String[] arguments) throws Exception {
        try (Lrm lrm = SlurmLrm.open(SlurmSettings.of(Map.of()), new SessionCommandRunner(), InstantSource.system())) {
            if (arguments[0].equals("status")) {
                status(lrm);
            } else {
                submit(lrm, Integer.parseInt(arguments[1]));
            }
        }
    }

    /** Prints the number of jobs, and both medians in ms, taken in turns. */
    private static void status(Lrm lrm) throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        int jobs = 0;
        for (int run = 0; run < RUNS; run++) {
            long began = System.nanoTime();
            jobs = lrm.snapshot().jobs().size();
            ours.add((System.nanoTime() - began) / 1e6);
            began = System.nanoTime();
            squeue();
            plain.add((System.nanoTime() - began) / 1e6);
        }
        System.out.printf("%d %.1f %.1f%n", jobs, median(ours), median(plain));
    }

    private static void squeue() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("squeue", "--user=" + System.getProperty("user.name"), "--states=all", "--array").start();
        process.getInputStream().readAllBytes();
        process.waitFor();
    }

    private static double median(List<Double> values) {
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    /** Prints jobs a second; the first ones, on a JVM that is cold, are not counted. */
    private static void submit(Lrm lrm, int count) throws Exception {
        all(lrm, AT_A_TIME * 2);
        long began = System.nanoTime();
        all(lrm, count);
        System.out.printf("%.1f%n", count / ((System.nanoTime() - began) / 1e9));
    }

    private static void all(Lrm lrm, int count) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        for (int job = 0; job < count; job++) {
            threads.submit(() -> lrm.submit(new JobRequest("plain", 1, List.of("/bin/true"), Optional.of("vmpilot"),
                    Optional.of("xen"), Optional.empty(), true, Duration.ofMinutes(10), 0)));
        }
        threads.shutdown();
        threads.awaitTermination(5, TimeUnit.MINUTES);
    }
}
