package org.vmpilot.lrm.gridengine;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;

/**
 * Whether a request could ever run. {@code -w e} lets Grid Engine refuse at once what no queue could meet, as if the cell were empty,
 * but for one thing (measured on 8.1.9): an exclusive complex that is in use <em>now</em> counts, so that a busy cell refuses what only
 * has to wait. Then {@code qsub -w v} says why, host by host, and a request that only meets exclusive jobs is submitted without
 * verification ({@code -w n}). Of a host with an exclusive job it says nothing else, though: whether a queue there offers the rest, {@code qselect}
 * knows.
 */
final class Verification {
    /** What {@link #mayWait} is asked for. */
    static final String REFUSAL = "no suitable queues";

    private static final Pattern IN_USE = Pattern.compile("exclusive resource \\(.*\\) is already in use");
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final NativeSpecification specification;
    private final Cell cell;

    /** Specifications that the cell has taken, or would take: a busy cell is not asked again for each job. */
    private final Cache<String, Boolean> possible = CacheBuilder.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(REMEMBERED)
            .build();

    Verification(NativeSpecification specification, Cell cell) {
        this.specification = specification;
        this.cell = cell;
    }

    String specification(JobRequest request) throws LrmException {
        String options = String.join(" ", specification.of(request));
        return (possible.getIfPresent(options) == null ? "-w e " : "-w n ") + options;
    }

    void taken(JobRequest request) throws LrmException {
        possible.put(String.join(" ", specification.of(request)), true);
    }

    /**
     * Of a request that was refused: whether it only has to wait. If so, its {@link #specification} is another one from now on.
     *
     * @throws LrmException of kind DENIED, with Grid Engine's own words for each queue and host, when it can never run
     */
    boolean mayWait(JobRequest request) throws LrmException {
        List<String> arguments = new ArrayList<>(specification.of(request));
        arguments.addAll(List.of("-w", "v", "-b", "y", "-N", request.name()));
        arguments.addAll(request.command());
        Cell.Answer answer = cell.answer("qsub", arguments.toArray(String[]::new));
        String words = answer.errors() + answer.output();
        if (answer.status() != 0 && !words.contains(REFUSAL)) {
            throw new LrmException(LrmException.Kind.UNREACHABLE, "qsub -w v: " + answer.words());
        }
        if (answer.status() == 0 || (IN_USE.matcher(words).find() && isOffered(request))) {
            taken(request);
            return true;
        }
        throw new LrmException(
                LrmException.Kind.DENIED,
                words.replaceAll("(Unable to run job|Exiting)[:.] *", "").strip());
    }

    /** An exit status of 1 without a word says that no queue instance does. */
    private boolean isOffered(JobRequest request) throws LrmException {
        Cell.Answer answer = cell.answer("qselect", specification.offer(request).toArray(String[]::new));
        if (answer.status() != 0 && !answer.errors().isBlank()) {
            throw new LrmException(LrmException.Kind.UNREACHABLE, "qselect: " + answer.words());
        }
        long hosts = answer.output()
                .lines()
                .filter(line -> !line.isBlank())
                .map(QstatJobs::host)
                .distinct()
                .count();
        return hosts >= (request.gang() ? request.tasks() : 1);
    }
}
