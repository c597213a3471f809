package org.vmpilot.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.EventFilter;
import org.vmpilot.client.EventWatch;
import org.vmpilot.client.ViewJson;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.EventView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "events", description = "Show what happened to leases, oldest first.")
final class Events extends ApiCall {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final String HEAD = "head";

    @Parameters(paramLabel = "LEASE", arity = "0..1", description = "Only of this lease, by its id or name.")
    private Optional<String> lease;

    @Option(names = "--event", paramLabel = "EVENT", description = "Only these, for example CLAIMED; may be repeated.")
    private List<String> events = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only what leaves a lease, a slot or a guest in this state; may be repeated.")
    private List<String> states = new ArrayList<>();

    @Option(
            names = "--label",
            paramLabel = "NAME=VALUE",
            description = "Only of leases that have this label; repeated: all of them.")
    private List<String> labels = new ArrayList<>();

    @Option(
            names = "--after",
            paramLabel = "SEQUENCE",
            description = "Only what came after this event; head: after the newest. Default: all that is kept.")
    private String after = "0";

    @Option(names = "--follow", description = "Go on as events come, until it is ended (Ctrl-C).")
    private boolean follow;

    Events(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        if (lease.isEmpty()) {
            return show(client, Optional.empty(), begin(client));
        }
        long begin = begin(client);
        // A lease that is not there has no events, which must not look like one to which nothing happens.
        String id =
                new LeaseName(lease.get()).then(client, text -> client.get(text).id());
        return show(client, Optional.of(id), begin);
    }

    private int show(VmpilotClient client, Optional<String> id, long begin)
            throws ClientException, BadInputException, InterruptedException {
        EventFilter filter = new EventFilter(id, events, states, Labels.read(labels));
        EventWatch watch = new EventWatch(client, filter, begin);
        List<EventView> all = new ArrayList<>();
        do {
            List<EventView> next = watch.next(follow ? WAIT : Duration.ZERO);
            if (json() && !follow) {
                all.addAll(next);
            } else {
                next.forEach(this::show);
            }
        } while (follow || watch.mayHaveMore());
        if (json()) {
            printJson(Map.of("events", all));
        }
        return ExitCode.OK;
    }

    private long begin(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        if (after.equals(HEAD)) {
            return client.head();
        }
        if (!after.matches("[0-9]{1,18}")) {
            throw new BadInputException("--after must be the number of an event, or head, not " + Words.visible(after));
        }
        return Long.parseLong(after);
    }

    private void show(EventView event) {
        if (json()) {
            print(ViewJson.line(event));
            session().out().flush();
        } else {
            new WatchScreen(session()).line(event);
        }
    }
}
