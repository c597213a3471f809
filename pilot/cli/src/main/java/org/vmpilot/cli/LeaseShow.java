package org.vmpilot.cli;

import java.time.Duration;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.GuestView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.SlotView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Show a lease, its slots and guests.")
final class LeaseShow extends ApiCall {
    @Parameters(paramLabel = "LEASE", description = "The lease's id.")
    private String lease;

    LeaseShow(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, InterruptedException {
        LeaseView view = client.get(lease);
        if (json()) {
            printJson(view);
            return ExitCode.OK;
        }
        printHead(view);
        print("");
        print(slots(view));
        print("");
        print(guests(view));
        return ExitCode.OK;
    }

    private void printHead(LeaseView view) {
        Times times = session().times();
        Table head = new Table("lease", view.id() + " (" + Words.visible(view.name()) + ")");
        head.row("state", view.state());
        head.row("reason", view.reason());
        head.row("result", view.notice());
        head.row("verdict", view.verdict());
        head.row("queue", view.queue());
        head.row("owner", view.owner());
        head.row("project", view.project());
        head.row("attempt", Integer.toString(view.attempt()));
        head.row("duration", Times.span(Duration.ofSeconds(view.durationSeconds())));
        head.row("created", times.full(view.createdAt()));
        head.row("GO", times.full(view.goAt()));
        head.row("ends", times.full(view.endsAt()));
        head.row("ended", times.full(view.endedAt()));
        print(head);
    }

    private Table slots(LeaseView view) {
        Times times = session().times();
        Table table = new Table("SLOT", "STATE", "NODE", "JOB", "IN LRM", "HEARD", "RESULT", "VERDICT", "REASON");
        for (SlotView slot : view.slots()) {
            table.row(
                    slot.key(),
                    slot.state(),
                    slot.node(),
                    slot.lrmJob(),
                    slot.lrmState(),
                    times.ago(slot.heardAt()),
                    slot.notice(),
                    slot.verdict(),
                    slot.reason());
        }
        return table;
    }

    private static Table guests(LeaseView view) {
        Table table = new Table("GUEST", "SLOT", "STATE", "ENDED", "MEMORY", "VCPUS", "MAC", "UUID");
        for (SlotView slot : view.slots()) {
            for (GuestView guest : slot.guests()) {
                table.row(
                        guest.name(),
                        slot.key(),
                        guest.state(),
                        guest.ended(),
                        guest.memoryMib() + "M",
                        Integer.toString(guest.vcpus()),
                        guest.mac(),
                        guest.uuid());
            }
        }
        return table;
    }
}
