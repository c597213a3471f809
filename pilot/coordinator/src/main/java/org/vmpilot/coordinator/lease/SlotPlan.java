package org.vmpilot.coordinator.lease;

import java.util.ArrayList;
import java.util.List;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;

/** Splits a lease's guests into slots: they fill slots in the order of the groups. */
public final class SlotPlan {
    private SlotPlan() {}

    static List<Slot> slots(LeaseToken token, int attempt, LeaseRequest request) {
        List<Slot> slots = new ArrayList<>();
        for (List<GuestOrder> guests : guests(request)) {
            slots.add(Slot.planned(new SlotKey(token, attempt, slots.size() + 1), guests));
        }
        return slots;
    }

    /** The guests of each slot; a guest's index counts from 0 within its slot, the number in its label within its group. */
    public static List<List<GuestOrder>> guests(LeaseRequest request) {
        List<List<GuestOrder>> slots = new ArrayList<>();
        List<GuestOrder> filling = new ArrayList<>();
        for (GuestGroup group : request.groups()) {
            for (int number = 0; number < group.count(); number++) {
                filling.add(new GuestOrder(filling.size(), group.name() + "-" + number, group.guest()));
                if (filling.size() == request.guestsPerNode()) {
                    slots.add(List.copyOf(filling));
                    filling.clear();
                }
            }
        }
        if (!filling.isEmpty()) {
            slots.add(List.copyOf(filling));
        }
        return slots;
    }
}
