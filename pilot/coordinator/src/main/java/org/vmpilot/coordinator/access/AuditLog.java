package org.vmpilot.coordinator.access;

import java.util.List;
import java.util.OptionalInt;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.AuditWanted;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.protocol.view.AuditView;

/** Who did what, and what was refused to whom. From any thread. */
public final class AuditLog {
    private static final Logger LOG = LogManager.getLogger(AuditLog.class);
    private static final int MOST_WORDS = 500;
    private static final int MOST_TARGET = 100;

    private final EventLoop loop;
    private final Ports ports;
    private final Trickle trickle = new Trickle();

    public AuditLog(EventLoop loop, Ports ports) {
        this.loop = loop;
        this.ports = ports;
    }

    /** What is to be written with the change that it is about. */
    public AuditEntry done(Caller by, String action, String target, int status, String words) {
        return entry(by, action, target, status, "", words);
    }

    private AuditEntry entry(Caller by, String action, String target, int status, String code, String words) {
        return new AuditEntry(
                ports.clock().instant(),
                by.name(),
                by.address(),
                action,
                cut(target, MOST_TARGET),
                status,
                code,
                cut(words, MOST_WORDS));
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }

    /** Written soon, and not each one of somebody who is refused all the time. */
    public void refused(Caller by, String action, String target, int status, String code, String words) {
        OptionalInt held = trickle.pass(by.name(), ports.clock().instant());
        if (held.isEmpty()) {
            return;
        }
        String more = held.getAsInt() == 0 ? "" : " (" + held.getAsInt() + " refusals before it were not written)";
        AuditEntry entry = entry(by, action, target, status, code, cut(words, MOST_WORDS) + more);
        loop.postTogether(() -> {
            try {
                ports.write(List.of(Change.audited(entry)));
            } catch (StoreException e) {
                LOG.warn("a refusal of {} is not in the audit: {}", entry.who(), e.getMessage());
            }
        });
    }

    /** The newest first. */
    public List<AuditView> page(AuditWanted wanted) {
        return ports.store().readers().audit(wanted);
    }
}
