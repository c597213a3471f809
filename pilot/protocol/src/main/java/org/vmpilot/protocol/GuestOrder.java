package org.vmpilot.protocol;

import java.util.Map;
import org.vmpilot.protocol.json.JsonFields;

/**
 * One guest of an order.
 *
 * @param index the guest's place in its slot, from 0; its UUID follows from slot and index
 * @param label group and number, for example {@code worker-3}
 */
public record GuestOrder(int index, String label, GuestSpec spec) {
    public String uuid(SlotKey slot) {
        return GuestUuid.of(slot, index);
    }

    /** The domain's name; for people only, the UUID decides. */
    public String domainName(SlotKey slot) {
        return slot.text() + "." + label;
    }

    /** The same in every attempt of the lease. */
    public MacAddress mac(LeaseToken lease, int interfaceIndex) {
        return spec.nics().get(interfaceIndex).mac().orElseGet(() -> MacAddress.derived(lease, label, interfaceIndex));
    }

    /** The fields of its JSON, as they stand in an order. */
    public Map<String, Object> toFields() {
        return OrderJson.guest(this);
    }

    /** @throws org.vmpilot.protocol.json.JsonException naming the field that is wrong */
    public static GuestOrder fromFields(JsonFields fields) {
        return OrderJson.guest(fields);
    }
}
