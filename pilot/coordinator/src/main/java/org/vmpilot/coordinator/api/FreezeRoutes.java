package org.vmpilot.coordinator.api;

import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.service.Freezing;
import org.vmpilot.coordinator.service.Leases;

/** Kill-all's freeze and its thaw; both answer the status. */
final class FreezeRoutes {
    static final Kind<String> WORDS = Kinds.text(".{1,200}", "1 to 200 characters");

    private final Freezing freezing;
    private final Leases leases;

    FreezeRoutes(Freezing freezing, Leases leases) {
        this.freezing = freezing;
        this.leases = leases;
    }

    private record Words(String who, String why) {}

    void freeze(Call call) {
        Words words = words(call);
        call.answer(freezing.freeze(words.who(), words.why()), done -> Answers.json(200, leases.status()));
    }

    void thaw(Call call) {
        call.answer(freezing.thaw(words(call).who()), done -> Answers.json(200, leases.status()));
    }

    private static Words words(Call call) {
        return call.withoutParameters()
                .document(fields -> new Words(fields.required("who", WORDS, ""), fields.get("why", WORDS, "")));
    }
}
