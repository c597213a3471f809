package org.vmpilot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.SiteClient;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.HoldView;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "release",
        description = "End holds: what waited for them may start again. A kill-all's freeze stays ('vmpilot thaw').")
final class Release extends ApiCall {
    @ArgGroup(exclusive = true, multiplicity = "1")
    private Which which;

    /** One of them. */
    private static final class Which {
        @Parameters(paramLabel = "HOLD", description = "By its id, for example h1 ('vmpilot status').")
        private String id;

        @Option(names = "--all", description = "All holds.")
        private boolean all;

        @Option(names = "--queue", paramLabel = "QUEUE", description = "All holds of this queue.")
        private Optional<String> queue;
    }

    Release(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        SiteClient site = new SiteClient(settings());
        List<HoldView> released = new ArrayList<>();
        if (which.id != null) {
            released.add(site.release(which.id));
        } else {
            for (HoldView hold : site.holds()) {
                if (which.all
                        || which.queue.filter(name -> name.equals(hold.queue())).isPresent()) {
                    release(site, hold, released);
                }
            }
        }
        if (json()) {
            printJson(Map.of("holds", released));
        } else if (released.isEmpty()) {
            print("there is no such hold; nothing was changed");
        } else {
            released.forEach(
                    hold -> print("released " + Holds.words(hold, session().times())));
        }
        return ExitCode.OK;
    }

    /** One that somebody else has released meanwhile is gone as well. */
    private static void release(SiteClient site, HoldView hold, List<HoldView> released)
            throws ClientException, InterruptedException {
        try {
            released.add(site.release(hold.id()));
        } catch (ClientException e) {
            if (e.kind() != ClientException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
