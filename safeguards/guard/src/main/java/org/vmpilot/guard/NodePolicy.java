package org.vmpilot.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.SlotKey;

/** Holds an order against {@code node.conf}: a node believes neither a job nor the coordinator. */
public final class NodePolicy {
    private static final Duration TEARDOWN_MAX = Duration.ofHours(1);

    private final NodeConf conf;
    private final GuestPolicy guests;

    public NodePolicy(NodeConf conf) {
        this.conf = conf;
        this.guests = new GuestPolicy(conf);
    }

    /** All violations at once, or the order with its paths resolved. */
    public Ruling rule(Order order, SlotKey slot, String nonce) {
        List<String> violations = new ArrayList<>();
        // As texts: the equals of a record is put together at its first use, which costs the first create 40 ms.
        if (!order.slot().text().equals(slot.text())) {
            violations.add("the order is for slot " + order.slot() + ", not for " + slot);
        }
        if (!order.node().equals(conf.node())) {
            violations.add("the order is for another node than " + conf.node());
        }
        if (!order.nonce().equals(nonce)) {
            violations.add("the order answers another claim");
        }
        durations(order, violations);
        List<GuestOrder> resolved = guests(order, violations);
        if (!violations.isEmpty()) {
            return new Ruling.Refused(violations);
        }
        return new Ruling.Accepted(new Order(
                order.slot(),
                order.node(),
                order.nonce(),
                order.leaseName(),
                resolved,
                order.duration(),
                order.walltime(),
                order.startAllowance(),
                order.assemblyAllowance(),
                order.teardown(),
                order.lrmNotice(),
                order.go()));
    }

    /**
     * Judges a guest once more, directly before it is created: between the order and GO lie minutes, in which files change hands.
     *
     * @param asked as the order has it
     * @param accepted the same as {@link #rule} has resolved it
     * @return what is wrong by now; empty: nothing
     */
    public List<String> again(GuestOrder asked, GuestOrder accepted) {
        List<String> violations = new ArrayList<>();
        GuestSpec now = guests.check(asked, violations::add).spec();
        GuestSpec then = accepted.spec();
        if (violations.isEmpty()) {
            if (now.boot() instanceof Boot.Kernel kernel && then.boot() instanceof Boot.Kernel before) {
                same("kernel", kernel.kernel(), before.kernel(), violations);
                same("ramdisk", kernel.ramdisk().orElse(""), before.ramdisk().orElse(""), violations);
            }
            for (int i = 0; i < then.disks().size(); i++) {
                same("disk", now.disks().get(i).path(), then.disks().get(i).path(), violations);
            }
        }
        return violations;
    }

    private static void same(String what, String now, String then, List<String> violations) {
        if (!now.equals(then)) {
            violations.add(what + " is " + now + " by now, and was " + then + " when the order was judged");
        }
    }

    private void durations(Order order, List<String> violations) {
        positive("duration", order.duration(), conf.durationMax(), violations);
        Duration rest = conf.durationMax().plusDays(1);
        positive("walltime", order.walltime(), rest, violations);
        positive("start allowance", order.startAllowance(), rest, violations);
        positive("assembly allowance", order.assemblyAllowance(), rest, violations);
        notNegative("polite budget", order.teardown().polite(), violations);
        notNegative("forced budget", order.teardown().forced(), violations);
        notNegative("margin", order.teardown().margin(), violations);
        if (order.lrmNotice().isPresent()) {
            notNegative("the LRM's notice", order.lrmNotice().get(), violations);
        }
        if (violations.isEmpty() && order.walltime().compareTo(order.teardown().total()) <= 0) {
            violations.add("the walltime leaves nothing after the teardown budget");
        }
        // The end can be moved up to there after GO, and nobody asks the node again.
        Duration longest = order.walltime()
                .minus(order.startAllowance())
                .minus(order.assemblyAllowance())
                .minus(order.teardown().total());
        if (violations.isEmpty() && longest.compareTo(conf.durationMax()) > 0) {
            violations.add(
                    "its duration can become " + longest.toSeconds() + " s, by its walltime, and that is more than "
                            + conf.durationMax().toSeconds() + " s (duration-max in node.conf)");
        }
    }

    private static void positive(String what, Duration value, Duration most, List<String> violations) {
        if (value.isNegative() || value.isZero() || value.compareTo(most) > 0) {
            violations.add(what + " " + value.toMillis() + " ms is not within 1 ms to " + most.toSeconds() + " s"
                    + " (duration-max in node.conf)");
        }
    }

    private static void notNegative(String what, Duration value, List<String> violations) {
        if (value.isNegative() || value.compareTo(TEARDOWN_MAX) > 0) {
            violations.add(what + " " + value.toMillis() + " ms is not within 0 to " + TEARDOWN_MAX.toSeconds() + " s");
        }
    }

    private List<GuestOrder> guests(Order order, List<String> violations) {
        List<GuestOrder> resolved = new ArrayList<>();
        int count = order.guests().size();
        if (count < 1 || count > conf.guestsMax()) {
            violations.add(
                    "it has " + count + " guests; 1 to " + conf.guestsMax() + " are allowed (guests-max in node.conf)");
            return resolved;
        }
        Set<String> labels = new HashSet<>();
        for (int i = 0; i < count; i++) {
            GuestOrder guest = order.guests().get(i);
            if (guest.index() != i) {
                violations.add("guest " + guest.index() + " stands at place " + i);
            }
            if (!labels.add(guest.label())) {
                violations.add("guest " + i + ": its label is another guest's as well");
            }
            resolved.add(guests.check(guest, violations::add));
        }
        return resolved;
    }
}
