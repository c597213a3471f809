package org.vmpilot.agent.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.vmpilot.guard.LrmName;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.Report;

/** The order is held against the node's own policy; files may lie on a slow file system. */
record Judging(SlotSetting setting, String job, LrmName lrm, long claimedMs) implements Untouched {
    @Override
    public String late() {
        return "the order was not judged within the start allowance";
    }

    @Override
    public Step orderAccepted(Event.OrderAccepted event, long now) {
        SlotRecord slotRecord = slotRecord(event.order(), now);
        SlotRun run = new SlotRun(setting, lrm, event.order(), slotRecord);
        return Step.to(new Preparing(run, claimedMs), new Action.WriteRecord(slotRecord));
    }

    @Override
    public Step orderRefused(Event.OrderRefused event, long now) {
        String words = String.join("; ", event.violations());
        Step leave = leave("this node's policy refuses the order: " + words);
        List<Action> actions = new ArrayList<>(leave.actions());
        actions.add(new Action.Tell(Report.Event.POLICY, OptionalInt.empty(), words));
        return new Step(leave.state(), actions);
    }

    private SlotRecord slotRecord(Order order, long now) {
        List<SlotRecord.GuestLine> lines = new ArrayList<>();
        int memory = 0;
        for (GuestOrder guest : order.guests()) {
            int memoryMib = guest.spec().memoryMib();
            lines.add(new SlotRecord.GuestLine(guest.uuid(order.slot()), guest.domainName(order.slot()), memoryMib));
            memory += memoryMib + setting.guestOverheadMib();
        }
        return new SlotRecord(
                order.slot(),
                setting.node(),
                // PBS names a task of an array 12[3].server; brackets are not for scripts.
                job.replace('[', '_').replace(']', '_'),
                lrm,
                setting.bootId(),
                setting.nonce(),
                now,
                setting.deadlines().startedMs(),
                setting.deadlines().walltime(order).atMs(),
                memory,
                order.teardown().polite().toMillis(),
                lines);
    }
}
