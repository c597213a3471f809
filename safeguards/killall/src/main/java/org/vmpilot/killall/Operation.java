package org.vmpilot.killall;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.host.Uptime;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.site.Site;
import org.vmpilot.killall.site.SiteException;
import org.vmpilot.killall.site.SiteFile;
import org.vmpilot.killall.ssh.Readiness;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.nodes.NodeSet;

/** One call of kill-all or thaw: plan, question, run, report. */
final class Operation {
    private final Terminal terminal;
    private final Uptime uptime;
    private final InstantSource clock;

    Operation(Terminal terminal, Uptime uptime, InstantSource clock) {
        this.terminal = terminal;
        this.uptime = uptime;
        this.clock = clock;
    }

    int run(Verb verb, CommonOptions options, boolean everyGuest, boolean yes) throws InterruptedException {
        try {
            Site site = SiteFile.read(options.config);
            Planning planning = new Planning(site, options, terminal);
            Optional<String> resumed = planning.resumed();
            Optional<PastRun> past = Optional.empty();
            if (resumed.isPresent()) {
                past = Optional.of(PastRun.read(site.journals(), resumed.get()));
            }
            Plan plan = past.isPresent()
                    ? planning.again(verb, everyGuest, resumed.get(), past.get())
                    : planning.fresh(verb, everyGuest, clock.instant());
            if (options.dryRun) {
                terminal.print(options.json ? List.of(Json.write(plan.json(site))) : plan.lines(site));
                return ready(plan, site);
            }
            if (!yes) {
                new Question(terminal, uptime).ask(plan, site);
            }
            return carryOut(plan, site, options, past);
        } catch (SiteException e) {
            terminal.say(e.getMessage());
            terminal.say("Nothing was done.");
            return ExitCode.CONFIGURATION;
        } catch (RefusalException e) {
            terminal.say(verb.word + ": " + e.getMessage() + " Nothing was done.");
            return e.exitCode();
        } catch (IOException e) {
            terminal.say(
                    verb.word + ": " + String.valueOf(e.getMessage()).replaceAll("\\.+$", "") + ". Nothing was done.");
            return ExitCode.CONFIGURATION;
        }
    }

    /** Says what is missing; nobody is contacted. */
    private int ready(Plan plan, Site site) throws IOException {
        Readiness readiness = Readiness.of(site, plan.nodes());
        readiness.warnings().forEach(terminal::say);
        if (readiness.unknown().isEmpty()) {
            return ExitCode.GOOD;
        }
        terminal.say(readiness.unknown().size() + " nodes have no host key in " + site.knownHosts()
                + " and would be refused: " + readiness.unknown() + ". Nothing was done.");
        return ExitCode.CONFIGURATION;
    }

    private int carryOut(Plan plan, Site site, CommonOptions options, Optional<PastRun> past)
            throws IOException, InterruptedException {
        List<Companion> companions = companions(plan, site, past);
        companions.forEach(Companion::before);
        List<NodeResult> results;
        boolean interrupted;
        try (RunRecord record = new RunRecord(journal(plan, site, past.isPresent()), terminal)) {
            FanOutRun run = new FanOutRun(plan, uptime, record, terminal);
            Interruption interruption = new Interruption(run, terminal, plan);
            interruption.arm();
            try {
                results = run.run(site);
            } finally {
                interrupted = !interruption.disarm();
            }
            if (interrupted) {
                return ExitCode.INTERRUPTED;
            }
            record.over();
        }
        for (Companion companion : companions) {
            terminal.say(companion.outcome());
        }
        return report(plan, results, options, past);
    }

    /** Only when it is the whole site: else the leases on other nodes go on. A run that is resumed is of the nodes that it began with. */
    private static List<Companion> companions(Plan plan, Site site, Optional<PastRun> past) {
        List<Companion> companions = new ArrayList<>();
        if (past.map(PastRun::nodes).orElse(plan.nodes()).equals(site.nodes())) {
            site.coordinator()
                    .ifPresent(access -> companions.add(new CoordinatorFreeze(new CoordinatorApi(access), plan)));
            site.lrm()
                    .filter(choice -> plan.verb() == Verb.KILL_ALL)
                    .ifPresent(choice -> companions.add(new PilotCancel(choice)));
        }
        return companions;
    }

    private Optional<Journal> journal(Plan plan, Site site, boolean again) throws IOException {
        if (again) {
            return Optional.of(Journal.reopen(site.journals(), plan.run()));
        }
        try {
            return Optional.of(
                    Journal.begin(site.journals(), plan, clock.instant().toString()));
        } catch (IOException e) {
            terminal.say("no journal (" + e.getMessage() + "): going on without one, --resume will not know this run");
            return Optional.empty();
        }
    }

    private int report(Plan plan, List<NodeResult> results, CommonOptions options, Optional<PastRun> past) {
        Map<String, NodeResult> all = new LinkedHashMap<>();
        past.ifPresent(run -> all.putAll(run.results()));
        results.forEach(result -> all.put(result.node(), result));
        NodeSet wanted = past.map(PastRun::nodes).orElse(plan.nodes());
        Report report = new Report(plan, wanted, all.values());
        if (options.json) {
            terminal.print(List.of(report.json()));
        } else {
            if (options.table) {
                terminal.print(report.table());
            }
            terminal.print(report.summary());
        }
        return report.exitCode();
    }
}
