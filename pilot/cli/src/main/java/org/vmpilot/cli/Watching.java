package org.vmpilot.cli;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.LeaseWatch;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.LeaseView;

/** Follows one lease on the screen: redrawn in place on a terminal, a line an event elsewhere, the last view as JSON if asked. */
final class Watching {
    /** In the order in which a lease passes them. */
    static final List<String> STATES = List.of("WAITING", "ASSEMBLING", "RETURNING", "ACTIVE", "ENDING", "ENDED");

    private static final Set<String> AS_IT_SHOULD = Set.of("LEASE_ENDED", "GUESTS_ENDED");
    private static final Duration REDRAW = Duration.ofSeconds(1);
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final ApiCall call;
    private final LeaseWatch watch;
    private final String until;
    private final WatchScreen screen;

    Watching(ApiCall call, VmpilotClient client, String lease, String until) {
        this.call = call;
        this.watch = new LeaseWatch(client, lease);
        this.until = until;
        this.screen = new WatchScreen(call.session());
    }

    int run() throws ClientException, InterruptedException {
        boolean live = call.session().terminal() && !call.json();
        LeaseWatch.Look look = watch.next(Duration.ZERO);
        while (true) {
            if (!live && !call.json()) {
                look.events().forEach(screen::line);
            }
            if (reached(look.lease())) {
                break;
            }
            if (live) {
                screen.redraw(look.lease());
            }
            look = watch.next(live ? REDRAW : WAIT);
        }
        finish(look.lease(), live);
        return exitCode(look.lease());
    }

    private void finish(LeaseView lease, boolean live) {
        if (call.json()) {
            call.printJson(lease);
        } else if (live) {
            screen.last(lease);
        } else {
            screen.summary(lease).forEach(call::print);
        }
    }

    private boolean reached(LeaseView lease) {
        return STATES.indexOf(lease.state()) >= STATES.indexOf(until);
    }

    private int exitCode(LeaseView lease) {
        if (!lease.state().equals("ENDED")) {
            return ExitCode.OK;
        }
        boolean well =
                "CLEAN".equals(lease.verdict()) && lease.notice() != null && AS_IT_SHOULD.contains(lease.notice());
        return well ? ExitCode.OK : ExitCode.NOT_CLEAN;
    }
}
