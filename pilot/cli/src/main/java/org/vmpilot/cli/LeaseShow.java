package org.vmpilot.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.GuestView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NicView;
import org.vmpilot.protocol.view.SlotView;
import picocli.CommandLine.Command;

@Command(name = "show", description = "Show a lease, its slots and guests.")
final class LeaseShow extends LeaseCall {
    LeaseShow(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client, String lease) throws ClientException, InterruptedException {
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
        if (view.request() != null) {
            print("");
            print(request(view));
        }
        return ExitCode.OK;
    }

    /** What was asked, a field a line; what the caller did not give is marked. */
    private static Table request(LeaseView view) {
        Table table = new Table("REQUEST", "VALUE", "");
        fields(view.request(), "").forEach((field, value) -> {
            boolean filled = view.defaults() != null && view.defaults().contains(field);
            table.row(field, value, filled ? "default" : "");
        });
        return table;
    }

    private static Map<String, String> fields(Object value, String path) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> table) {
            table.forEach(
                    (key, inner) -> fields.putAll(fields(inner, path.isEmpty() ? key.toString() : path + "." + key)));
        } else if (value instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                fields.putAll(fields(items.get(i), path + "[" + i + "]"));
            }
        } else {
            fields.put(path, String.valueOf(value));
        }
        return fields;
    }

    private static String macs(GuestView guest) {
        return guest.nics().isEmpty()
                ? guest.mac()
                : guest.nics().stream().map(NicView::mac).collect(Collectors.joining(" "));
    }

    private void printHead(LeaseView view) {
        Times times = session().times();
        Table head = new Table("lease", view.id() + " (" + Words.visible(view.name()) + ")");
        head.row("state", view.state());
        head.row("reason", view.reason());
        head.row("code", view.reasonCode());
        head.row("result", Outcome.withNotice(view.result(), view.notice()));
        head.row("verdict", view.verdict());
        head.row("key", view.key());
        head.row("labels", Labels.text(view.labels()));
        head.row("queue", view.queue());
        head.row("owner", view.owner());
        head.row("project", view.project());
        head.row("attempt", Integer.toString(view.attempt()));
        head.row("duration", Times.span(Duration.ofSeconds(view.durationSeconds())));
        head.row("longest", Times.span(Duration.ofSeconds(view.longestSeconds())));
        head.row("not before", times.full(view.notBefore()));
        head.row("start by", times.full(view.startBy()));
        head.row("created", times.full(view.createdAt()));
        head.row("GO", times.full(view.goAt()));
        head.row("ends", times.full(view.endsAt()));
        head.row(
                "end known", view.goAt() == null || view.endedAt() != null ? null : view.endConfirmed() ? "yes" : "no");
        head.row("ended", times.full(view.endedAt()));
        print(head);
    }

    private Table slots(LeaseView view) {
        Times times = session().times();
        Table table =
                new Table("SLOT", "STATE", "NODE", "JOB", "IN LRM", "HEARD", "NOTICE", "VERDICT", "CODE", "REASON");
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
                    slot.reasonCode(),
                    slot.reason());
        }
        return table;
    }

    private static Table guests(LeaseView view) {
        Table table = new Table("GUEST", "NODE", "STATE", "ENDED", "MEMORY", "VCPUS", "MACS", "UUID");
        for (SlotView slot : view.slots()) {
            for (GuestView guest : slot.guests()) {
                table.row(
                        guest.name(),
                        guest.node(),
                        guest.state(),
                        guest.ended(),
                        guest.memoryMib() + "M",
                        Integer.toString(guest.vcpus()),
                        macs(guest),
                        guest.uuid());
            }
        }
        return table;
    }
}
