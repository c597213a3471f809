package org.vmpilot.lrm.commands;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ggf.drmaa.JobTemplate;

/**
 * What a job template asks, checked and with its places filled in: home and working folder are written out; of a bulk job
 * {@link JobTemplate#PARAMETRIC_INDEX} still stands where the LRM's own word for the index belongs (paths and working folder).
 *
 * @param command as the template gives it; the LRM's node looks for it
 * @param held whether it is submitted on hold
 * @param options the native specification and that of its category, as words
 * @param mail empty: the LRM's default; mail is switched off by {@code blockMail}
 * @param input path that the job reads on its node; empty: nothing
 * @param output {@code [host:]path}, likewise {@code error}; empty: the LRM's default
 * @param walltime hard limit of its time on the node, likewise {@code softWalltime}
 */
public record JobOrder(
        String command,
        List<String> arguments,
        Optional<String> name,
        boolean held,
        Map<String, String> environment,
        Optional<String> workingFolder,
        List<String> options,
        List<String> mail,
        boolean blockMail,
        Optional<Instant> start,
        Optional<Instant> deadline,
        Optional<String> input,
        Optional<String> output,
        Optional<String> error,
        boolean joined,
        Optional<Duration> walltime,
        Optional<Duration> softWalltime) {
    public JobOrder {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        options = List.copyOf(options);
        mail = List.copyOf(mail);
    }
}
