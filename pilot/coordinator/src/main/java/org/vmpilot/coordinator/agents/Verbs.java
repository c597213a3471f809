package org.vmpilot.coordinator.agents;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.config.SiteKey;
import org.vmpilot.coordinator.http.Later;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.nodes.Certificate;
import org.vmpilot.protocol.Bounded;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.Declined;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonException;
import org.vmpilot.protocol.json.JsonFields;
import org.vmpilot.protocol.seal.Seal;
import org.vmpilot.protocol.seal.SealException;

/** The agents' verbs: opens what a node sealed, asks the engine, seals the answer. */
public final class Verbs {
    private static final Logger LOG = LogManager.getLogger(Verbs.class);
    /** The longest body that is read. */
    static final int MOST_BYTES = 1 << 20;
    /** As many as an agent keeps. */
    private static final int MOST_REPORTS = 1000;

    private static final String DONE = "{}";

    private final AgentService desk;
    private final Map<String, Member> members = new HashMap<>();

    /**
     * A node that the configuration names.
     *
     * @param former under the key that it had before the site's was changed, while that is still taken
     */
    private record Member(String name, String lrmName, Seal seal, Optional<Seal> former) {}

    /** A body, and what its answer is sealed with. */
    private record Opened(String body, Seal seal) {}

    /** The answer's body, written where it is asked for. */
    private interface Answer {
        String text();
    }

    /** A verb's meaning: the opened body to the answer's body. */
    private interface Meaning {
        CompletableFuture<Answer> of(String body, Member node);
    }

    private final Map<String, Meaning> meanings = Map.of(
            "claim", this::claim,
            "ready", this::ready,
            "poll", this::poll,
            "report", this::report,
            "certificate", this::certificate,
            "declined", this::declined);

    /** @param former a site key whose node keys are still taken, until every node has one of the present one */
    public Verbs(AgentService desk, SiteKey siteKey, Optional<SiteKey> former, List<CoordinatorConfig.Node> nodes) {
        this.desk = desk;
        SecureRandom random = new SecureRandom();
        for (CoordinatorConfig.Node node : nodes) {
            String name = node.name();
            members.put(
                    name,
                    new Member(
                            name,
                            node.lrmName(),
                            new Seal(siteKey.nodeKey(name), name, random),
                            former.map(key -> new Seal(key.nodeKey(name), name, random))));
        }
    }

    /** @param threads write and seal the answer: the loop's thread, that gives it, has other things to do */
    CompletableFuture<Reply> answer(String verb, String node, byte[] sealed, Executor threads) {
        Meaning meaning = meanings.get(verb);
        Member member = node == null ? null : members.get(node);
        if (meaning == null) {
            return now(404, "there is no verb '" + verb + "'");
        } else if (member == null) {
            desk.unknownNode(Optional.ofNullable(node).orElse(""));
            return now(403, "node '" + node + "' is not in the coordinator's configuration");
        } else if (sealed.length > MOST_BYTES) {
            return now(413, "a body has at most " + MOST_BYTES + " bytes");
        }
        try {
            Opened opened = open(verb, sealed, member);
            Function<Answer, Reply> seal = answer ->
                    Reply.of(200, "application/octet-stream", opened.seal().sealAnswer(verb, sealed, answer.text()));
            return Later.on(threads, meaning.of(opened.body(), member)).thenApply(seal);
        } catch (SealException e) {
            desk.wrongKey(member.name(), member.lrmName());
            return now(
                    403,
                    "node.key of " + member.name() + " is not the one that the coordinator knows: " + e.getMessage());
        } catch (JsonException | IllegalArgumentException e) {
            return now(400, e.getMessage());
        }
    }

    /** The tag tells which key it is; only what is not sealed with the present one is tried with the one before. */
    private Opened open(String verb, byte[] sealed, Member member) throws SealException {
        try {
            String body = member.seal().openRequest(verb, sealed);
            desk.rightKey(member.name());
            return new Opened(body, member.seal());
        } catch (SealException e) {
            if (member.former().isEmpty()) {
                throw e;
            }
            Seal former = member.former().get();
            String body = former.openRequest(verb, sealed);
            desk.formerKey(member.name());
            return new Opened(body, former);
        }
    }

    private static CompletableFuture<Reply> now(int status, String words) {
        return CompletableFuture.completedFuture(Reply.words(status, words));
    }

    private CompletableFuture<Answer> claim(String body, Member node) {
        Claim claim = Claim.fromJson(body);
        own(claim.node(), node);
        Bounded.name("the job", claim.job());
        Bounded.name("the nonce", claim.nonce());
        Bounded.name("the boot id", claim.bootId());
        return desk.claim(claim, node.lrmName()).thenApply(answer -> answer::toJson);
    }

    private CompletableFuture<Answer> ready(String body, Member node) {
        return desk.ready(SlotCall.fromJson(body), node.name()).thenApply(word -> word::toJson);
    }

    private CompletableFuture<Answer> poll(String body, Member node) {
        return desk.poll(SlotCall.fromJson(body), node.name()).thenApply(word -> word::toJson);
    }

    private CompletableFuture<Answer> report(String body, Member node) {
        List<Report> reports = new ArrayList<>();
        for (JsonFields fields : Json.fields(body).objects("reports")) {
            if (reports.size() == MOST_REPORTS) {
                throw new IllegalArgumentException("at most " + MOST_REPORTS + " reports in one call");
            }
            if (Report.isKnown(fields)) {
                reports.add(Report.fromFields(fields));
            } else {
                // Refused, it would stand before all others of its slot for ever.
                LOG.warn("node {} reports what this version does not know: {}", node.name(), fields.text("event"));
            }
        }
        return desk.report(reports, node.name()).thenApply(done -> () -> DONE);
    }

    private CompletableFuture<Answer> certificate(String body, Member node) {
        Certificate certificate = Certificate.read(body);
        own(certificate.text().node(), node);
        return desk.certificate(certificate).thenApply(done -> () -> DONE);
    }

    private CompletableFuture<Answer> declined(String body, Member node) {
        Declined declined = Declined.fromJson(body);
        own(declined.node(), node);
        return desk.declined(declined, node.lrmName()).thenApply(done -> () -> DONE);
    }

    private static void own(String named, Member node) {
        if (!named.equals(node.name())) {
            throw new IllegalArgumentException("node " + node.name() + " cannot speak for node '" + named + "'");
        }
    }
}
