package org.vmpilot.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vmpilot.protocol.json.Json;

/**
 * The answer to a claim: what to start here and for how long. It is good for one node and one nonce.
 *
 * @param duration of the lease, counted from GO
 * @param walltime what was asked of the LRM for the job, counted from the job's start
 * @param startAllowance from the job's start to READY
 * @param assemblyAllowance from READY to GO
 * @param lrmNotice what the LRM leaves between its polite signal and its KILL, as it says itself; empty: it does not tell
 * @param go whether the order is GO as well: a lease of one slot has nobody to wait for
 */
public record Order(
        SlotKey slot,
        String node,
        String nonce,
        String leaseName,
        List<GuestOrder> guests,
        Duration duration,
        Duration walltime,
        Duration startAllowance,
        Duration assemblyAllowance,
        TeardownBudget teardown,
        Optional<Duration> lrmNotice,
        boolean go) {
    public Order {
        guests = List.copyOf(guests);
    }

    /** Without a word of what the LRM grants. */
    public Order(
            SlotKey slot,
            String node,
            String nonce,
            String leaseName,
            List<GuestOrder> guests,
            Duration duration,
            Duration walltime,
            Duration startAllowance,
            Duration assemblyAllowance,
            TeardownBudget teardown,
            boolean go) {
        this(
                slot,
                node,
                nonce,
                leaseName,
                guests,
                duration,
                walltime,
                startAllowance,
                assemblyAllowance,
                teardown,
                Optional.empty(),
                go);
    }

    /** The same with this duration. */
    public Order lasting(Duration other) {
        return new Order(
                slot,
                node,
                nonce,
                leaseName,
                guests,
                other,
                walltime,
                startAllowance,
                assemblyAllowance,
                teardown,
                lrmNotice,
                go);
    }

    public String toJson() {
        return Json.write(OrderJson.write(this));
    }

    /** @throws org.vmpilot.protocol.json.JsonException naming the field that is wrong */
    public static Order fromJson(String json) {
        return OrderJson.read(Json.fields(json));
    }
}
