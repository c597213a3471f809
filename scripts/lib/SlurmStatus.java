import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.slurm.SlurmLrm;
import org.vmpilot.lrm.slurm.SlurmSettings;

/** For scripts/bench: the state of all jobs through the adapter, and by one squeue of the same account, in turns. Prints both medians in ms. */
final class SlurmStatus {
    private static final int RUNS = 15;

    public static void main(String[] arguments) throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        int jobs = 0;
        try (Lrm lrm = SlurmLrm.open(SlurmSettings.of(Map.of()), new SessionCommandRunner(), InstantSource.system())) {
            for (int run = 0; run < RUNS; run++) {
                long began = System.nanoTime();
                jobs = lrm.snapshot().jobs().size();
                ours.add((System.nanoTime() - began) / 1e6);
                began = System.nanoTime();
                squeue();
                plain.add((System.nanoTime() - began) / 1e6);
            }
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
}
