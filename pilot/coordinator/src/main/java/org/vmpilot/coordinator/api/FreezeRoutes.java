package org.vmpilot.coordinator.api;

import io.javalin.http.Context;
import java.io.IOException;
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

    private record LongPolls(String who, String why) {}

    void freeze(Context context) throws IOException {
        LongPolls words = words(context);
        freezing.freeze(words.who(), words.why());
        Answers.json(context, 200, leases.status());
    }

    void thaw(Context context) throws IOException {
        freezing.thaw(words(context).who());
        Answers.json(context, 200, leases.status());
    }

    private static LongPolls words(Context context) throws IOException {
        return new Call(context)
                .onlyParameters()
                .document(fields -> new LongPolls(fields.required("who", WORDS, ""), fields.get("why", WORDS, "")));
    }
}
