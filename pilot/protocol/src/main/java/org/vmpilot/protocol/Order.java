package org.vmpilot.protocol;

import java.time.Duration;
import java.util.List;
import org.vmpilot.protocol.json.Json;

/**
 * The answer to a claim: what to start here and for how long. It is good for one node and one nonce.
 *
 * @param duration of the lease, counted from GO
 * @param walltime what was asked of the LRM for the job, counted from the job's start
 * @param startAllowance from the job's start to READY
 * @param assemblyAllowance from READY to GO
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
        boolean go) {
    public Order {
        guests = List.copyOf(guests);
    }

    public String toJson() {
        return Json.write(OrderJson.write(this));
    }

    /** @throws org.vmpilot.protocol.json.JsonException naming the field that is wrong */
    public static Order fromJson(String json) {
        return OrderJson.read(Json.fields(json));
    }
}
