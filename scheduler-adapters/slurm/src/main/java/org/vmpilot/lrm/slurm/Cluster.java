package org.vmpilot.lrm.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidJobException;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.worker.JobEnd;

/** A Slurm cluster as its commands show it: one method a question, each one command. */
final class Cluster {
    private final SlurmSettings settings;
    private final Programs programs;

    /** Whether sacct has said that this cluster keeps no accounting. */
    private volatile boolean noAccounting;

    Cluster(SlurmSettings settings, CommandRunner runner) {
        this.settings = settings;
        this.programs = new Programs(runner, settings.commands(), settings.environment(), settings.deadline());
        this.noAccounting = settings.accounting() == SlurmSettings.Accounting.NO;
    }

    /** A question's answer. Squeue for a user whom no name service knows exits with 0 and shows no job: that is none. */
    private String ask(String program, List<String> arguments) throws DrmaaException {
        Programs.Answer answer = programs.run(program, arguments);
        if (answer.status() != 0 || answer.errors().contains("Invalid user:")) {
            throw SlurmFailures.of(program, answer);
        }
        return answer.output();
    }

    SqueueJob.Listing jobs() throws DrmaaException, OutputException {
        List<String> arguments = new ArrayList<>(SqueueJob.QUERY);
        arguments.add("--user=" + settings.owner());
        return SqueueJob.parse(ask("squeue", arguments));
    }

    /** These jobs, or what an id of an array stands for; without those that Slurm does not know. */
    List<SqueueJob> some(List<String> ids) throws DrmaaException, OutputException {
        List<String> arguments = new ArrayList<>(SqueueJob.QUERY);
        arguments.add("--jobs=" + String.join(",", ids));
        try {
            return SqueueJob.parse(ask("squeue", arguments)).jobs();
        } catch (InvalidJobException e) {
            return List.of();
        }
    }

    List<SlurmNode> nodes() throws DrmaaException, OutputException {
        return SlurmNode.parse(ask("scontrol", List.of("--oneliner", "show", "node")));
    }

    /** @param change for example {@code State=DRAIN} */
    void update(String node, List<String> change) throws DrmaaException {
        List<String> words = new ArrayList<>(List.of("update", "NodeName=" + node));
        words.addAll(change);
        String program = "scontrol";
        if (settings.operator() == SlurmSettings.Operator.SUDO) {
            words.addAll(0, List.of("-n", settings.commands().resolve(program).toString()));
            program = "/usr/bin/sudo";
        }
        Programs.Answer answer = programs.run(program, words);
        if (answer.status() != 0) {
            throw SlurmFailures.of("scontrol", answer);
        }
    }

    /** @param nodes as Slurm writes several: {@code node[01-03]} */
    List<String> hostNames(String nodes) throws DrmaaException {
        return ask("scontrol", List.of("show", "hostnames", nodes)).lines().toList();
    }

    /** The job goes on with these nodes alone. */
    void keep(JobId job, List<String> nodes) throws DrmaaException {
        ask("scontrol", List.of("update", "JobId=" + job, "NodeList=" + String.join(",", nodes)));
    }

    String config() throws DrmaaException {
        return ask("scontrol", List.of("show", "config"));
    }

    /** @throws org.ggf.drmaa.DeniedByDrmException there is no such partition */
    String partition(String name) throws DrmaaException {
        return ask("scontrol", List.of("--oneliner", "show", "partition", name));
    }

    String partitions() throws DrmaaException {
        return ask("scontrol", List.of("--oneliner", "show", "partition"));
    }

    /** Empty where the cluster is in none. */
    String federation() throws DrmaaException {
        return ask("scontrol", List.of("show", "federation"));
    }

    /** Empty: the accounting answers, or nobody wants it asked; else why it does not. */
    Optional<String> accountingFault() throws DrmaaException {
        if (settings.accounting() == SlurmSettings.Accounting.NO) {
            return Optional.empty();
        }
        Programs.Answer answer = programs.run(
                "sacct", List.of("--noheader", "--parsable2", "--allocations", "--starttime=now", SacctJobs.FORMAT));
        return answer.status() == 0 ? Optional.empty() : Optional.of(answer.words());
    }

    void ping() throws DrmaaException {
        Programs.Answer answer = programs.run("scontrol", List.of("ping"));
        if (answer.status() != 0 && !answer.output().contains(" UP")) {
            throw SlurmFailures.of(
                    "scontrol", new Programs.Answer(answer.status(), "", answer.words() + " (connect failure)"));
        }
    }

    Programs.Answer sbatch(List<String> arguments, String script) throws DrmaaException {
        return programs.run("sbatch", arguments, script);
    }

    Programs.Answer run(String program, String... arguments) throws DrmaaException {
        return programs.run(program, List.of(arguments));
    }

    /** Jobs of that name within the last week that are over; none where there is no accounting. */
    List<Job> accounted(String name) throws DrmaaException, OutputException {
        return SacctJobs.named(name, sacct("--name=" + name));
    }

    Optional<JobEnd> accountedEnd(String job) throws DrmaaException, OutputException {
        return SacctJobs.end(job, sacct("--jobs=" + job));
    }

    private String sacct(String which) throws DrmaaException {
        if (noAccounting) {
            return "";
        }
        Programs.Answer answer = programs.run(
                "sacct",
                List.of(
                        "--noheader",
                        "--parsable2",
                        "--allocations",
                        "--duplicates",
                        "--user=" + settings.owner(),
                        "--starttime=now-7days",
                        SacctJobs.FORMAT,
                        which));
        if (answer.status() == 0) {
            return answer.output();
        }
        boolean none = answer.errors().contains("accounting storage is disabled");
        if (none && settings.accounting() == SlurmSettings.Accounting.AUTO) {
            noAccounting = true;
            return "";
        }
        throw SlurmFailures.of("sacct", answer);
    }
}
