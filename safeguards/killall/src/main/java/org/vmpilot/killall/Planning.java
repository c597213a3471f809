package org.vmpilot.killall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.vmpilot.killall.fanout.Limits;
import org.vmpilot.killall.site.Site;
import org.vmpilot.killall.site.SiteException;
import org.vmpilot.protocol.nodes.NodeSet;

/** From what the admin wrote, and an earlier run if one is resumed, to a plan. */
final class Planning {
    private static final DateTimeFormatter RUN =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final Site site;
    private final CommonOptions options;
    private final Terminal terminal;

    Planning(Site site, CommonOptions options, Terminal terminal) {
        this.site = site;
        this.options = options;
        this.terminal = terminal;
    }

    /** The run that is resumed; empty: a new one. */
    Optional<String> resumed() throws RefusalException, IOException {
        if (options.resume == null) {
            return Optional.empty();
        } else if (options.nodes != null || options.held) {
            throw usage("--resume goes on with the nodes of its run; --nodes or --held cannot be given with it.");
        } else if (!options.resume.equals(CommonOptions.NEWEST)) {
            return Optional.of(options.resume);
        }
        Optional<String> newest = PastRun.newestOpen(site.journals());
        if (newest.isEmpty()) {
            throw usage("--resume: no interrupted run in " + site.journals() + ".");
        }
        return newest;
    }

    Plan fresh(Verb verb, boolean everyGuest, Instant now) throws RefusalException, InterruptedException {
        String run = RUN.format(now) + "-" + ProcessHandle.current().pid();
        try {
            return new Plan(verb, run, by(), selection(), everyGuest, limits());
        } catch (SiteException e) {
            throw usage(e.getMessage() + ".");
        }
    }

    private NodeSet selection() throws SiteException, RefusalException, InterruptedException {
        if (options.held) {
            return site.select(String.join(",", holders()));
        }
        return options.nodes == null ? site.nodes() : site.select(options.nodes);
    }

    private List<String> holders() throws RefusalException, InterruptedException {
        if (options.nodes != null) {
            throw usage("--nodes or --held, not both.");
        }
        Holders holders = new Holders(site);
        holders.ask();
        holders.troubles().forEach(words -> terminal.say("--held: " + words));
        if (holders.nobodyAnswered()) {
            throw usage(
                    "--held: neither coordinator nor LRM says which nodes hold a slot ('coordinator' and 'lrm' in the site file). Say --nodes, or"
                            + " nothing for all.");
        }
        return List.copyOf(holders.nodes());
    }

    Plan again(Verb verb, boolean everyGuest, String run, PastRun past) throws RefusalException {
        if (past.verb() != verb) {
            throw usage("--resume: run " + run + " was one of " + past.verb().word + ".");
        } else if (everyGuest && !past.everyGuest()) {
            throw usage("--resume: run " + run + " was not one for --every-guest.");
        } else if (past.open().isEmpty()) {
            throw usage("--resume: run " + run + " has nothing left to do.");
        }
        NodeSet unknown = past.open().without(site.nodes());
        if (!unknown.isEmpty()) {
            throw usage("--resume: no longer in the site file: " + unknown + ".");
        }
        return new Plan(verb, run, by(), past.open(), past.everyGuest(), limits());
    }

    private Limits limits() throws RefusalException {
        int width = options.width == null ? site.width() : options.width;
        if (width < 1 || width > Site.WIDTH_MOST) {
            throw usage("--width: must be 1 to " + Site.WIDTH_MOST + ".");
        }
        return new Limits(width, site.probeTimeout(), site.loginTimeout(), site.nodeTimeout());
    }

    /** Who asks, for the mark on the nodes: the account that sudo was called from, if it was. */
    private static String by() {
        String sudo = System.getenv("SUDO_USER");
        String account = sudo == null ? System.getProperty("user.name", "unknown") : sudo;
        return (account + "@" + hostName()).replaceAll("[^A-Za-z0-9@._-]", "_");
    }

    private static String hostName() {
        try {
            return Files.readString(HOST_NAME, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static RefusalException usage(String words) {
        return new RefusalException(ExitCode.USAGE, words);
    }
}
