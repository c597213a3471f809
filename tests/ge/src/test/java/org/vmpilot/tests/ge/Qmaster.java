package org.vmpilot.tests.ge;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/** The lab's qmaster: killed and started again, or held with a request in its hands. */
final class Qmaster {
    private static final String PORT = ":6444";

    private final Lab lab;

    Qmaster(Lab lab) {
        this.lab = lab;
    }

    void kill() {
        lab.run("kill", "master");
    }

    /** With the execution daemons. */
    void start() {
        startAlone();
        restartExecutionDaemons();
    }

    void startAlone() {
        lab.run("start", "master");
    }

    /**
     * One that lost its qmaster holds back for ten minutes what it knows of jobs that end (delayed job reporting), and the node is booked
     * for so long. A restarted daemon tells at once, or within a minute of a job that it has adopted; running jobs live on.
     */
    void restartExecutionDaemons() {
        for (String node : Lab.NODES) {
            lab.run("stop", node);
            lab.run("start", node);
        }
    }

    /** No job that is over is remembered: neither in the accounting nor by the qmaster itself, which shows the last hundred. */
    void forgetWhatIsOver(String... more) {
        lab.run("stop", "master");
        lab.run(
                "exec",
                "master",
                "sh",
                "-c",
                ": >/var/lib/gridengine/default/common/accounting; " + String.join("; ", more));
        start();
    }

    /** It takes what comes, and does nothing with it. */
    void hold() {
        signal("STOP");
    }

    void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        lab.run("exec", "master", "pkill", "-" + name, "-x", "sge_qmaster");
    }

    /**
     * Holds the qmaster, begins a call, waits until a worker's request lies unread at the qmaster, strikes, and lets it go on: the call
     * is in its middle, and what was asked for may still be done.
     *
     * @return what the call came to
     */
    <T> T inTheMiddleOf(Callable<T> call, Runnable strike) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(call);
        hold();
        try {
            new Thread(task, "call").start();
            awaitRequest();
            strike.run();
            return task.get(Patience.of(60).toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the call did not come to an end", e);
        } finally {
            goOn();
        }
    }

    /** Bytes that a worker has sent and the qmaster has not read, as the kernel counts them. */
    void awaitRequest() {
        Patience.await("a worker's request lies at the qmaster").until(() -> {
            Set<String> ofWorkers = sockets("-Htnp", "dport = " + PORT)
                    .filter(words -> words.length > 5 && words[5].contains("\"java\""))
                    .map(words -> words[3])
                    .collect(Collectors.toSet());
            return sockets("-Htn", "sport = " + PORT)
                    .anyMatch(words -> ofWorkers.contains(words[4]) && !words[1].equals("0"));
        });
    }

    private java.util.stream.Stream<String[]> sockets(String options, String filter) {
        return lab.run("exec", "master", "ss", options, filter)
                .lines()
                .map(line -> line.strip().split("\\s+", -1));
    }
}
