package org.vmpilot.coordinator.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.vmpilot.coordinator.Freezing;
import org.vmpilot.coordinator.Leases;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.JsonText;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;

/** Kill-all's freeze and its thaw; both answer the status. */
final class FreezeRoutes {
    private static final int MOST_BYTES = 4096;
    private static final Kind<String> WORDS = Kinds.text(".{1,200}", "1 to 200 characters");

    private final Freezing freezing;
    private final Leases leases;

    FreezeRoutes(Freezing freezing, Leases leases) {
        this.freezing = freezing;
        this.leases = leases;
    }

    private record Words(String who, String why) {}

    void freeze(Context context) throws IOException {
        Words words = words(context);
        freezing.freeze(words.who(), words.why());
        Answers.json(context, 200, leases.status());
    }

    void thaw(Context context) throws IOException {
        freezing.thaw(words(context).who());
        Answers.json(context, 200, leases.status());
    }

    private static Words words(Context context) throws IOException {
        byte[] body = new Call(context).onlyParameters().body(MOST_BYTES);
        if (body.length > MOST_BYTES) {
            throw new ProblemException(ProblemCode.TOO_LARGE, "Nothing was done: the body is larger than 4 KiB.");
        }
        List<Fault> faults = new ArrayList<>();
        Fields fields = Fields.of(JsonText.read(new String(body, StandardCharsets.UTF_8), faults), faults);
        check(ProblemCode.UNREADABLE, faults);
        Words words = new Words(fields.required("who", WORDS, ""), fields.get("why", WORDS, ""));
        fields.finish();
        check(ProblemCode.INVALID_REQUEST, faults);
        return words;
    }

    private static void check(ProblemCode code, List<Fault> faults) {
        if (!faults.isEmpty()) {
            List<Problem.FieldFault> errors =
                    faults.stream().map(Problem.FieldFault::of).toList();
            throw new ProblemException(code, "Nothing was done: " + faults.get(0), errors);
        }
    }
}
