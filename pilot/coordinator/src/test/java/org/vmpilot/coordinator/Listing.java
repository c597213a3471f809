package org.vmpilot.coordinator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.embedded.EmbeddedLrm;
import org.vmpilot.lrm.gridengine.GridEngineLrm;
import org.vmpilot.lrm.gridengine.GridEngineSettings;
import org.vmpilot.lrm.jna.NativeLrm;
import org.vmpilot.lrm.pbs.PbsLrm;
import org.vmpilot.lrm.pbs.PbsSettings;
import org.vmpilot.lrm.slurm.SlurmLrm;
import org.vmpilot.lrm.slurm.SlurmSettings;
import org.vmpilot.lrm.worker.JobDescription;
import org.vmpilot.lrm.worker.JobEnd;
import org.vmpilot.lrm.worker.StillWanted;
import org.vmpilot.lrm.worker.WorkerHandler;
import org.vmpilot.lrm.worker.WorkerServer;

/** The jobs of a fake LRM in the words of a real one, read by that one's adapter; of the first record what is printed can be broken. */
abstract class Listing implements AutoCloseable {
    private final FakeLrm fake;
    private final Lrm adapter;
    private final Path folder;
    private UnaryOperator<String> broken = UnaryOperator.identity();

    private Listing(FakeLrm fake) throws IOException {
        this.fake = fake;
        this.folder = Files.createTempDirectory("listing");
        this.adapter = open(folder);
    }

    static Listing of(String lrm, FakeLrm fake) throws IOException {
        return switch (lrm) {
            case "pbs" -> new Pbs(fake);
            case "slurm" -> new Slurm(fake);
            case "grid-engine" -> new GridEngine(fake);
            case "embedded" -> new Embedded(fake);
            default -> new Native(fake);
        };
    }

    /** @param how the first record's text → what is printed in its place from now on */
    void breakFirst(UnaryOperator<String> how) {
        broken = how;
    }

    /** The fake LRM, whose jobs are shown by the adapter. */
    Lrm shownBy(Lrm lrm) {
        Class<?>[] all = {Lrm.class};
        return (Lrm) Proxy.newProxyInstance(Lrm.class.getClassLoader(), all, (proxy, method, words) -> {
            try {
                return method.invoke(method.getName().equals("snapshot") ? adapter : lrm, words);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    String taskId(String number, String task) {
        return number + "." + task;
    }

    abstract Lrm open(Path state) throws IOException;

    /** As the LRM's query prints it. */
    abstract String record(Job job);

    String records(String between) {
        List<String> records = new ArrayList<>();
        for (FakeLrm.FakeJob job : fake.jobs.values()) {
            String record = record(job.view(""));
            records.add(records.isEmpty() ? broken.apply(record) : record);
        }
        return String.join(between, records);
    }

    static CommandResult printed(String text) {
        return new CommandResult.Exited(0, text, "");
    }

    @Override
    public void close() throws IOException {
        adapter.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static final class Pbs extends Listing {
        private static final Map<Job.State, String> STATES =
                Map.of(Job.State.QUEUED, "Q", Job.State.RUNNING, "R", Job.State.ENDED, "F");

        Pbs(FakeLrm fake) throws IOException {
            super(fake);
        }

        @Override
        String taskId(String number, String task) {
            return number + "[" + task + "].pbslab";
        }

        @Override
        Lrm open(Path state) {
            return PbsLrm.open(PbsSettings.of(Map.of("owner", "vmpilot")), this::answer, InstantSource.system());
        }

        /** Asked by an id it prints the same record again. */
        private CommandResult answer(Command command) {
            return printed("{\n\t\"timestamp\":\t1795189980,\n\t\"pbs_version\":\t\"23.06.06\",\n\t\"Jobs\":\t{\n"
                    + records(",\n") + "\n\t}\n}\n");
        }

        @Override
        String record(Job job) {
            String host = job.node()
                    .map(node -> "\t\t\t\"exec_host\":\t\"" + node + "/0\",\n")
                    .orElse("");
            return "\t\t\"" + job.id() + "\":\t{\n\t\t\t\"Job_Name\":\t\"" + job.name()
                    + "\",\n\t\t\t\"Job_Owner\":\t\"vmpilot@pbslab\",\n" + host + "\t\t\t\"job_state\":\t\""
                    + STATES.get(job.state()) + "\"\n\t\t}";
        }
    }

    private static final class Slurm extends Listing {
        private static final Map<Job.State, String> STATES =
                Map.of(Job.State.QUEUED, "PENDING", Job.State.RUNNING, "RUNNING", Job.State.ENDED, "COMPLETED");

        Slurm(FakeLrm fake) throws IOException {
            super(fake);
        }

        @Override
        String taskId(String number, String task) {
            return number + "_" + task;
        }

        @Override
        Lrm open(Path state) {
            return SlurmLrm.open(SlurmSettings.of(Map.of("accounting", "no")), this::answer, InstantSource.system());
        }

        private CommandResult answer(Command command) {
            return printed("JOBID|STATE|EXIT_CODE|REASON|NODELIST|NAME|\n" + records("\n") + "\n");
        }

        @Override
        String record(Job job) {
            return job.id() + "|" + STATES.get(job.state()) + "|0|None|"
                    + job.node().orElse("") + "|" + job.name() + "|";
        }
    }

    private static final class GridEngine extends Listing {
        private static final Map<Job.State, String> STATES =
                Map.of(Job.State.QUEUED, "qw", Job.State.RUNNING, "r", Job.State.ENDED, "z");

        GridEngine(FakeLrm fake) throws IOException {
            super(fake);
        }

        @Override
        Lrm open(Path state) {
            return GridEngineLrm.open(GridEngineSettings.of(Map.of()), this::answer, InstantSource.system(), state);
        }

        private CommandResult answer(Command command) {
            return printed(
                    "<?xml version='1.0'?>\n<job_info><queue_info>" + records("\n") + "</queue_info></job_info>\n");
        }

        @Override
        String record(Job job) {
            String number = job.id().text().split("\\.", 2)[0];
            return "<job_list><JB_job_number>" + number + "</JB_job_number><JB_name>" + job.name() + "</JB_name><state>"
                    + STATES.get(job.state()) + "</state><queue_name>"
                    + job.node().map(node -> "vmpilot.q@" + node).orElse("") + "</queue_name><slots>1</slots><tasks>"
                    + job.task() + "</tasks></job_list>";
        }
    }

    private static final class Embedded extends Listing {
        private static final ObjectMapper JSON = new ObjectMapper();
        private WorkerServer server;

        Embedded(FakeLrm fake) throws IOException {
            super(fake);
        }

        @Override
        Lrm open(Path state) throws IOException {
            Path socket = state.resolve("socket");
            server = new WorkerServer(socket, new Daemon(this));
            Thread thread = new Thread(this::serve, "daemon");
            thread.setDaemon(true);
            thread.start();
            return EmbeddedLrm.open(Map.of("socket", socket.toString()));
        }

        private void serve() {
            try {
                server.serve();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        String record(Job job) {
            return "{\"id\":\"" + job.id() + "\",\"name\":\"" + job.name() + "\",\"task\":" + job.task()
                    + ",\"state\":\"" + job.state() + "\"}";
        }

        JsonNode snapshot() throws IOException {
            return JSON.readTree("[" + records(",") + "]");
        }

        @Override
        public void close() throws IOException {
            server.close();
            super.close();
        }
    }

    /** A daemon that is asked for its jobs and nothing else. */
    private record Daemon(Embedded listing) implements WorkerHandler {
        @Override
        public Info init(String contact) {
            return new Info("c", "vmpilot-lrm", "vmpilot embedded LRM", "1.0");
        }

        @Override
        public JsonNode extension(String verb, JsonNode arguments) {
            try {
                return listing.snapshot();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String runJob(JobDescription job, StillWanted wanted) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> runBulkJobs(JobDescription job, int start, int end, int step, StillWanted wanted) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void control(String job, int action) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int jobStatus(String job) {
            throw new UnsupportedOperationException();
        }

        @Override
        public JobEnd waitForAny(List<String> jobs, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void synchronize(List<String> jobs, Duration timeout) {
            throw new UnsupportedOperationException();
        }
    }

    /** A library without a dialect: nobody can be asked for jobs. */
    private static final class Native extends Listing {
        Native(FakeLrm fake) throws IOException {
            super(fake);
        }

        @Override
        Lrm open(Path state) {
            Map<String, String> table = Map.of("library", "/usr/lib/libdrmaa.so");
            return NativeLrm.open(table, command -> printed(""), InstantSource.system(), state);
        }

        @Override
        String record(Job job) {
            return "";
        }
    }
}
