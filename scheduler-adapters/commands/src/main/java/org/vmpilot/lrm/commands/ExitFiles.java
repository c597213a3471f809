package org.vmpilot.lrm.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.lrm.worker.JobEnd;

/**
 * What the scripts of jobs have written about their end, in a folder that nodes and this host share. It outlives the LRM's memory, and it
 * is the job's own word: where it differs from the LRM's (PBS says 0 of every job that it has adopted), it counts.
 */
final class ExitFiles {
    private static final Logger LOG = LogManager.getLogger(ExitFiles.class);
    private static final Pattern TEXT = Pattern.compile("exit (\\d{1,3})");
    private static final int SIGNALED = 128;

    private final Optional<Path> folder;

    ExitFiles(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Empty: it has not written one, or nobody was asked to. */
    Optional<JobEnd> of(String job) {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try {
            Matcher matcher =
                    TEXT.matcher(Files.readString(folder.get().resolve(job)).strip());
            return matcher.matches() ? Optional.of(end(job, Integer.parseInt(matcher.group(1)))) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.info("exit file of job {}: {}", job, e.toString());
            return Optional.empty();
        }
    }

    private static JobEnd end(String job, int status) {
        return status > SIGNALED && status < SIGNALED + 65
                ? JobEnd.signal(job, Signals.name(status - SIGNALED))
                : JobEnd.exit(job, status);
    }

    /** The LRM's end with what only it knows (resources), and the job's own word on how. */
    JobEnd better(JobEnd told) {
        return of(told.job())
                .map(own -> new JobEnd(
                        own.job(),
                        own.exited(),
                        own.exitStatus(),
                        own.signaled(),
                        own.signal(),
                        false,
                        false,
                        told.usage() == null ? Map.of() : told.usage()))
                .orElse(told);
    }

    void remove(String job) {
        folder.ifPresent(where -> {
            try {
                Files.deleteIfExists(where.resolve(job));
            } catch (IOException e) {
                LOG.debug("exit file of job {}: {}", job, e.toString());
            }
        });
    }
}
