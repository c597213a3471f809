package org.vmpilot.killall;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.vmpilot.host.Uptime;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.fanout.NodeVerdict;
import org.vmpilot.killall.site.Site;
import org.vmpilot.protocol.nodes.NodeSet;

/** Looks at the nodes, says what is about to be cleared, and asks for the number. */
final class Question {
    private static final int FOREIGN_MOST = 50;

    private final Terminal terminal;
    private final Uptime uptime;

    Question(Terminal terminal, Uptime uptime) {
        this.terminal = terminal;
        this.uptime = uptime;
    }

    /** @throws RefusalException unless every question was answered with its number */
    void ask(Plan plan, Site site) throws RefusalException, IOException, InterruptedException {
        List<NodeResult> looks = looks(plan.look(), site);
        List<NodeResult> seen = looks.stream()
                .filter(look -> look.verdict() == NodeVerdict.SEEN)
                .toList();
        int ours = seen.stream().mapToInt(NodeResult::ours).sum();
        int nodes = plan.nodes().size();
        terminal.say(
                "kill-all is about to freeze " + nodes + " nodes and clear them of " + ours + " guests of vmpilot.");
        new Report(plan.look(), plan.nodes(), looks)
                .summary().stream()
                        .filter(line -> !line.startsWith(NodeVerdict.SEEN.words()))
                        .forEach(line -> terminal.say("  did not answer the look: " + line));
        confirm("To go on, type the number of nodes: ", nodes);
        if (plan.everyGuest()) {
            askForForeign(seen);
        }
    }

    private List<NodeResult> looks(Plan look, Site site) throws IOException, InterruptedException {
        try (RunRecord nowhere = new RunRecord(Optional.empty(), terminal)) {
            return new FanOutRun(look, uptime, nowhere, terminal).run(site);
        }
    }

    private void askForForeign(List<NodeResult> seen) throws RefusalException {
        List<NodeResult> hosts =
                seen.stream().filter(look -> !look.foreign().isEmpty()).toList();
        int foreign = hosts.stream().mapToInt(look -> look.foreign().size()).sum();
        terminal.say("--every-guest: " + foreign + " guests that are not vmpilot's, on "
                + NodeSet.of(hosts.stream().map(NodeResult::node).toList()) + ":");
        hosts.stream()
                .flatMap(look -> look.foreign().stream().map(guest -> "  " + look.node() + ": " + guest))
                .limit(FOREIGN_MOST)
                .forEach(terminal::say);
        if (foreign > FOREIGN_MOST) {
            terminal.say("  and " + (foreign - FOREIGN_MOST) + " more");
        }
        confirm("To end these too, type their number: ", foreign);
    }

    private void confirm(String question, int number) throws RefusalException {
        if (!terminal.confirms(question, number)) {
            throw new RefusalException(ExitCode.NOT_CONFIRMED, "Not confirmed (scripts say --yes).");
        }
    }
}
