package org.vmpilot.lrm.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.lrm.LrmLimits;

/** What the daemon grants jobs of a queue, as it says itself. */
final class EmbeddedLimits {
    /** The node's own bound for prolog and epilog, unless its node.conf says otherwise. */
    private static final Duration USUAL_EPILOG_BOUND = Duration.ofSeconds(25);

    private EmbeddedLimits() {}

    static LrmLimits of(JsonNode said) {
        List<String> remarks = new ArrayList<>();
        Duration epilog = millis(said, "epilog_timeout_ms");
        if (said.path("epilog").asBoolean() && epilog.compareTo(USUAL_EPILOG_BOUND) <= 0) {
            remarks.add("an epilog is killed after " + epilog.toSeconds()
                    + " s (epilog_timeout), before ours gives up by itself" + " (epilog-bound in node.conf, usually "
                    + USUAL_EPILOG_BOUND.toSeconds() + " s)");
        }
        if (said.path("preemption").asText().equals("suspend")) {
            remarks.add(
                    "running jobs are suspended for others (preemption): a pilot that is stopped loses its guests within"
                            + " seconds, and its lease does not come back");
        }
        return new LrmLimits(
                Optional.of(millis(said, "kill_delay_ms")),
                Optional.of(millis(said, "reaction_ms")),
                Optional.of(said.path("prolog").asBoolean()),
                Optional.of(said.path("epilog").asBoolean()),
                remarks);
    }

    private static Duration millis(JsonNode said, String name) {
        return Duration.ofMillis(said.path(name).asLong());
    }
}
