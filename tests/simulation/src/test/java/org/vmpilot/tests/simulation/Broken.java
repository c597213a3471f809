package org.vmpilot.tests.simulation;

import com.google.common.base.Throwables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.SlotKey;

/** What is broken: on purpose, in what the coordinator writes; and otherwise, where its engine could not take an event and went on. */
final class Broken {
    private static final Errors ERRORS = Errors.listen();

    private Broken() {}

    /** How often an engine had to leave an event; it says so in its log only. */
    static int engines() {
        return ERRORS.count;
    }

    static String words() {
        return ERRORS.last;
    }

    static UnaryOperator<Change> writes(Mutant mutant) {
        return switch (mutant) {
            case CANCEL_IS_NOT_DURABLE -> change -> with(change, Unwritten::cancel);
            case SUBMIT_IS_NOT_DURABLE -> change -> with(change, Unwritten::submit);
            case GIVING_BACK_IS_NOT_DURABLE -> change -> with(change, Unwritten::givingBack);
            case BLACK_HOLE_IS_DRAINED_AS_ANY_NODE -> Unwritten::blackHole;
            default -> UnaryOperator.identity();
        };
    }

    static ClaimAnswer answer(Mutant mutant, Claim claim, ClaimAnswer said, Map<SlotKey, Order> granted) {
        boolean sibling = granted.keySet().stream()
                .anyMatch(slot -> slot.arrayName().equals(claim.slot().arrayName()) && !slot.equals(claim.slot()));
        return switch (mutant) {
            case EVERY_CLAIM_WINS -> granted(claim, said, granted);
            case GANG_IS_OF_THE_FIRST_WHO_CLAIMS ->
                sibling ? new ClaimAnswer.Refused(ClaimAnswer.Reason.TAKEN, "job of another slot") : said;
            default -> said;
        };
    }

    /** Whoever claims gets the order that another run got. */
    private static ClaimAnswer granted(Claim claim, ClaimAnswer said, Map<SlotKey, Order> granted) {
        Order order = granted.get(claim.slot());
        return said instanceof ClaimAnswer.Granted || order == null
                ? said
                : new ClaimAnswer.Granted(new Order(
                        order.slot(),
                        claim.node(),
                        claim.nonce(),
                        order.leaseName(),
                        order.guests(),
                        order.duration(),
                        order.walltime(),
                        order.startAllowance(),
                        order.assemblyAllowance(),
                        order.teardown(),
                        order.go()));
    }

    /** What it submits. */
    static JobRequest request(Mutant mutant, JobRequest request) {
        return mutant == Mutant.BAD_NODES_ARE_NOT_LEFT_OUT ? request.avoiding(List.of()) : request;
    }

    /** Records that cannot be read are not there. */
    static JobSnapshot readable(JobSnapshot shown) {
        List<Job> jobs =
                shown.jobs().stream().filter(job -> !job.isUnreadable()).toList();
        return new JobSnapshot(shown.askedAt(), jobs, shown.complete());
    }

    /** Where the nodes of a gang cannot be read, it is on none that we know. */
    static JobSnapshot elsewhere(JobSnapshot shown) {
        List<Job> jobs = shown.jobs().stream()
                .map(job -> job.node().filter(nodes -> nodes.endsWith("-")).isEmpty()
                        ? job
                        : new Job(job.id(), job.name(), job.task(), job.state(), Optional.of("node9"), job.reason()))
                .toList();
        return new JobSnapshot(shown.askedAt(), jobs, shown.complete());
    }

    /** A gang is taken for its first slot's job. */
    static List<Job> first(List<Job> found) {
        return found.stream()
                .map(job -> new Job(job.id(), job.name(), 1, job.state(), job.node(), job.reason()))
                .toList();
    }

    /** What it once drained stays so. */
    static List<NodeState> drained(List<NodeState> shown, Set<String> held) {
        return shown.stream()
                .map(node -> held.contains(node.node())
                        ? new NodeState(node.node(), node.up(), true, Optional.of("vmpilot: black hole"))
                        : node)
                .toList();
    }

    private static Change with(Change change, UnaryOperator<Lease> lease) {
        return new Change(
                change.now(),
                change.before(),
                change.after().map(lease),
                change.lease(),
                change.entries(),
                change.reports(),
                change.certificate(),
                change.key(),
                change.seen(),
                change.told(),
                change.ofNode(),
                change.token(),
                change.audit());
    }

    private static final class Errors extends AbstractAppender {
        private int count;
        private String last = "";

        private Errors() {
            super("errors", null, null, true, Property.EMPTY_ARRAY);
        }

        static Errors listen() {
            Errors errors = new Errors();
            errors.start();
            LoggerContext context = LoggerContext.getContext(false);
            LoggerConfig engine = new LoggerConfig("org.vmpilot.coordinator.loop", Level.ERROR, false);
            engine.addAppender(errors, Level.ERROR, null);
            context.getConfiguration().addLogger(engine.getName(), engine);
            context.updateLoggers();
            return errors;
        }

        @Override
        public void append(LogEvent event) {
            // A disk that is full is said without a cause, and a port that breaks is no fault of the engine.
            if (event.getThrown() == null) {
                return;
            }
            if (Throwables.getRootCause(event.getThrown()) instanceof BrokenPort) {
                return;
            }
            count++;
            List<String> words = new ArrayList<>();
            for (Throwable cause = event.getThrown(); cause != null; cause = cause.getCause()) {
                words.add(cause + " "
                        + List.of(cause.getStackTrace()).stream().limit(4).toList());
            }
            last = String.join(" by ", words);
        }
    }
}
