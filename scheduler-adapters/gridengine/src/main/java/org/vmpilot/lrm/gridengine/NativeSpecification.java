package org.vmpilot.lrm.gridengine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.QueueOptions;

/** Writes a request in qsub's options. */
final class NativeSpecification {
    /** No blank and no quote (the library splits at them), no comma (it begins another resource), no leading dash (an option). */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_@][A-Za-z0-9._@/:=*-]*");

    /**
     * {@code -r n}: nothing starts a pilot twice. {@code -notify}: a signal, and time, before the KILL. Working folder and output: no shared folder that could be
     * missing on a node (Grid Engine then puts the job, or the queue, into error state) or fill up.
     */
    private static final List<String> ALWAYS = List.of("-r", "n", "-notify", "-wd", "/", "-o", "/dev/null", "-j", "y");

    private final GridEngineSettings settings;

    NativeSpecification(GridEngineSettings settings) {
        this.settings = settings;
    }

    /** The options but {@code -w}. */
    List<String> of(JobRequest request) throws LrmException {
        checkArguments(request);
        List<String> words = new ArrayList<>(ALWAYS);
        if (request.queue().isPresent()) {
            words.add("-q");
            words.add(word("queue", request.queue().get()));
        }
        if (request.account().isPresent()) {
            words.add(settings.account() == GridEngineSettings.Account.PROJECT ? "-P" : "-A");
            words.add(word("account", request.account().get()));
        }
        if (request.gang()) {
            words.addAll(List.of("-pe", settings.parallelEnvironment(), Integer.toString(request.tasks())));
        }
        words.add("-l");
        words.add(String.join(",", resources(request)));
        words.addAll(added(request.options()));
        return words;
    }

    private static List<String> added(QueueOptions options) throws LrmException {
        if (options.qos().isPresent()) {
            throw invalid("Grid Engine has no qos");
        }
        List<String> words = new ArrayList<>();
        if (options.reservation().isPresent()) {
            words.addAll(
                    List.of("-ar", word("reservation", options.reservation().get())));
        }
        options.priority().ifPresent(priority -> words.addAll(List.of("-p", Integer.toString(priority))));
        words.addAll(options.words());
        return words;
    }

    /** For {@code qselect}: what a queue instance must offer however busy its host is. */
    List<String> offer(JobRequest request) throws LrmException {
        List<String> words = new ArrayList<>();
        if (request.queue().isPresent()) {
            words.addAll(List.of("-q", word("queue", request.queue().get())));
        }
        if (request.gang()) {
            words.addAll(List.of("-pe", settings.parallelEnvironment()));
        }
        words.addAll(List.of("-l", String.join(",", offered(request))));
        return words;
    }

    /** Measured: what stands behind the first newline of an argument does not arrive. */
    private static void checkArguments(JobRequest request) throws LrmException {
        if (request.command().stream().anyMatch(word -> word.indexOf('\n') >= 0)) {
            throw invalid("job " + request.name() + ": a line break in its command, which Grid Engine would cut there");
        }
    }

    private List<String> resources(JobRequest request) throws LrmException {
        List<String> resources = offered(request);
        resources.add(request.exclusive() ? settings.exclusiveComplex() + "=true" : memory(request));
        return resources;
    }

    private List<String> offered(JobRequest request) throws LrmException {
        List<String> resources = new ArrayList<>();
        long seconds = request.walltime().plusMillis(999).toSeconds();
        resources.add("h_rt=" + seconds);
        if (request.nodeProperty().isPresent()) {
            String property = word("node property", request.nodeProperty().get());
            resources.add(property.contains("=") ? property : property + "=true");
        }
        if (!request.avoided().isEmpty()) {
            List<String> hosts = new ArrayList<>();
            for (String host : request.avoided()) {
                hosts.add("!" + word("node", host));
            }
            resources.add("h=" + String.join("&", hosts));
        }
        return resources;
    }

    private String memory(JobRequest request) throws LrmException {
        String complex = settings.memoryComplex()
                .orElseThrow(() -> invalid("a job on a shared node must book its guests' memory:"
                        + " set memory_complex to a consumable of the hosts (see docs/grid-engine.md)"));
        return complex + "=" + request.memoryMib() + "M";
    }

    private static String word(String what, String value) throws LrmException {
        if (!WORD.matcher(value).matches()) {
            throw invalid(what + " '" + value + "': letters, digits and . _ @ / : = * -, not beginning with a dash");
        }
        return value;
    }

    private static LrmException invalid(String message) {
        return new LrmException(LrmException.Kind.INVALID, message);
    }
}
