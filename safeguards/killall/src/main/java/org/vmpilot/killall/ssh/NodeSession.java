package org.vmpilot.killall.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.vmpilot.killall.fanout.FanOutEvent;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.fanout.NodeVerdict;

/**
 * One try with one node: from the greeting to the verdict. Reports its end exactly once. The caller's thread does the login; then JSch's
 * reader of the session brings the answer.
 */
final class NodeSession {
    private final String node;
    private final Session session;
    private final Wire wire;
    private final NodeEvents events;
    private final Executor workers;
    private final Function<JSchException, Optional<String>> refusals;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean loggedIn;
    private volatile String complaint = "";
    private volatile String unreadable = "";

    NodeSession(
            String node,
            Session session,
            Wire wire,
            NodeEvents events,
            Executor workers,
            Function<JSchException, Optional<String>> refusals) {
        this.node = node;
        this.session = session;
        this.wire = wire;
        this.events = events;
        this.workers = workers;
        this.refusals = refusals;
    }

    void run(String command, int timeoutMillis) {
        try {
            session.setProxy(wire);
            session.connect(timeoutMillis);
            loggedIn = true;
            events.event(new FanOutEvent.LoggedIn(node));
            ChannelExec channel = (ChannelExec) session.openChannel("exec");
            channel.setCommand(command);
            channel.setInputStream(null);
            channel.setOutputStream(new LineStream(this::line, this::flood, this::closed));
            channel.setErrStream(new LineStream(text -> complaint = Printable.of(text), this::flood, () -> {}));
            channel.connect(timeoutMillis);
        } catch (JSchException e) {
            failed(e);
        }
    }

    private void line(String text) {
        Optional<Answer> answer = Answer.of(node, text);
        if (answer.isEmpty()) {
            complaint = Printable.of(text);
        } else if (answer.get() instanceof Answer.Marked) {
            events.event(new FanOutEvent.Marked(node));
        } else if (answer.get() instanceof Answer.Certificate certificate) {
            events.certificate(node, certificate.slot(), certificate.json());
        } else if (answer.get() instanceof Answer.Verdict verdict) {
            verdict(verdict.result());
        } else if (answer.get() instanceof Answer.Unreadable line) {
            complaint = line.words();
            unreadable = line.words();
        }
    }

    /** What cannot be read may be the certificate that says otherwise. */
    private void verdict(NodeResult result) {
        if (result.verdict().isGood() && !unreadable.isEmpty()) {
            unknown("answered '" + result.verdict().words() + "', and what it sent before cannot be read: "
                    + unreadable);
        } else {
            end(new FanOutEvent.Ended(result));
        }
    }

    private void flood() {
        unknown("prints without end; cut off");
    }

    private void closed() {
        unknown("closed without a verdict" + (complaint.isEmpty() ? "" : ": " + complaint));
    }

    private void failed(JSchException e) {
        String words = Printable.of(String.valueOf(e.getMessage()));
        Optional<String> refusal = refusals.apply(e);
        if (loggedIn) {
            unknown("logged in, but the command's start was not confirmed: " + words);
        } else if (refusal.isPresent()) {
            end(new FanOutEvent.Ended(NodeResult.of(node, NodeVerdict.REFUSED, refusal.get())));
        } else {
            String why = "connection broke before the login: " + words;
            end(new FanOutEvent.Broken(NodeResult.of(node, NodeVerdict.UNREACHABLE, why)));
        }
    }

    private void unknown(String why) {
        end(new FanOutEvent.Ended(NodeResult.of(node, NodeVerdict.UNKNOWN, why)));
    }

    private void end(FanOutEvent event) {
        if (ended.compareAndSet(false, true)) {
            events.event(event);
            workers.execute(this::close);
        }
    }

    /** Without a report: whoever abandons a node has its verdict. */
    void abandon() {
        ended.set(true);
        workers.execute(this::close);
    }

    /** The wire first: a polite goodbye could block on a node that hangs. */
    private void close() {
        wire.close();
        session.disconnect();
    }
}
