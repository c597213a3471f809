package org.vmpilot.agent.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.vmpilot.guard.LrmJob;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.Report;

/** The order is held against the node's own policy; files may lie on a slow file system. */
record Judging(SlotSetting setting, LrmJob job, long claimedMs) implements Untouched {
    @Override
    public String late() {
        return "the order was not judged within the start allowance";
    }

    @Override
    public Step orderAccepted(Event.OrderAccepted event, long now) {
        SlotRecord slotRecord = slotRecord(event.order(), now);
        SlotRun run = new SlotRun(setting, job.lrm(), event.order(), slotRecord);
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
                LrmJob.word(job.shown()),
                LrmJob.word(job.told()),
                job.lrm(),
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
