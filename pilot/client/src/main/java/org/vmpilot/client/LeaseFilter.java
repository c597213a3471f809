package org.vmpilot.client;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which leases are wanted; all that is asked must hold.
 *
 * @param ended whether leases that have ended are wanted as well
 * @param state only those in this state; goes before {@code ended}
 * @param name only those of this name
 * @param node only those of which a slot has, or had, this node
 * @param since only those that were made then or later
 */
public record LeaseFilter(
        boolean ended, Optional<String> state, Optional<String> name, Optional<String> node, Optional<Instant> since) {
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (ended) {
            parameters.put("ended", "true");
        }
        state.ifPresent(word -> parameters.put("state", word));
        name.ifPresent(word -> parameters.put("name", word));
        node.ifPresent(word -> parameters.put("node", word));
        since.ifPresent(at -> parameters.put("since", at.toString()));
        return parameters;
    }
}
