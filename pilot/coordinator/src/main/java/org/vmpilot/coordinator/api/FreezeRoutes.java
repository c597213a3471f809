package org.vmpilot.coordinator.api;

import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;

/** Kill-all's freeze and its thaw; both answer the status. */
final class FreezeRoutes {
    static final Kind<String> WORDS = Kinds.text(".{1,200}", "1 to 200 characters");

    private record Words(String who, String why) {}

    void freeze(Call call) {
        Words words = words(call);
        call.answer(
                call.freezing().freeze(call.caller(), words.who(), words.why()),
                done -> Answers.json(200, call.leases().status()));
    }

    void thaw(Call call) {
        call.answer(
                call.freezing().thaw(call.caller(), words(call).who()),
                done -> Answers.json(200, call.leases().status()));
    }

    private static Words words(Call call) {
        return call.withoutParameters()
                .document(fields -> new Words(fields.required("who", WORDS, ""), fields.get("why", WORDS, "")));
    }
}
