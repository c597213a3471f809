package org.vmpilot.coordinator.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.config.LrmNames;
import org.vmpilot.coordinator.config.NodeSets;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.WrongValueException;
import org.vmpilot.coordinator.service.Holding;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.view.HoldView;
import org.vmpilot.protocol.view.WindowView;

/** Holds and maintenance windows. */
final class HoldRoutes {
    private static final Kind<Instant> MOMENT = value -> {
        String text = Kinds.TEXT.read(value);
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new WrongValueException(
                    "must be a time with its zone such as \"2026-12-04T17:00:00Z\", not " + Kinds.quote(text));
        }
    };
    private static final Kind<Duration> LASTS = Kinds.duration(Duration.ofSeconds(1), Duration.ofDays(365));

    private record Holds(List<HoldView> holds) {}

    private record Windows(List<WindowView> windows) {}

    void holds(Call call) {
        call.withoutParameters();
        call.answer(Answers.json(200, new Holds(call.holding().holds())));
    }

    void windows(Call call) {
        call.withoutParameters();
        call.answer(Answers.json(200, new Windows(call.holding().windows())));
    }

    void hold(Call call) {
        Holding.Wanted wanted = call.withoutParameters().document(HoldRoutes::wanted);
        call.answer(call.holding().hold(call.caller(), wanted), hold -> Answers.json(201, hold));
    }

    private static Holding.Wanted wanted(Fields fields) {
        Optional<String> queue = fields.optional("queue", LrmNames.QUEUE);
        Optional<NodeSet> nodes = fields.optional("nodes", NodeSets.KIND);
        if (queue.isPresent() && nodes.isPresent()) {
            fields.fault("nodes", "cannot stand beside queue: a hold is of a queue, of nodes, or of everything");
        }
        Optional<Instant> until = fields.optional("until", MOMENT);
        Optional<Duration> lasts = fields.optional("for", LASTS);
        if (until.isPresent() && lasts.isPresent()) {
            fields.fault("for", "cannot stand beside until");
        }
        return new Holding.Wanted(
                queue,
                queue.isPresent() ? Optional.empty() : nodes,
                fields.get("who", FreezeRoutes.WORDS, ""),
                fields.required("why", FreezeRoutes.WORDS, ""),
                until,
                lasts);
    }

    void release(Call call) {
        String id = call.withoutParameters().variable("hold");
        call.answer(
                call.holding().release(call.caller(), id),
                released -> Answers.json(200, released.orElseThrow(HoldRoutes::noSuchHold)));
    }

    private static ApiException noSuchHold() {
        return new ApiException(
                ProblemCode.NO_SUCH_HOLD,
                "Nothing was done: there is no such hold, or it was released; see /v1/holds.");
    }
}
