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
 * @param owner only those that a token of this name has made
 * @param project only those of this project
 */
public record LeaseFilter(
        boolean ended,
        Optional<String> state,
        Optional<String> name,
        Optional<String> node,
        Optional<Instant> since,
        Optional<String> owner,
        Optional<String> project) {
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (ended) {
            parameters.put("ended", "true");
        }
        state.ifPresent(word -> parameters.put("state", word));
        name.ifPresent(word -> parameters.put("name", word));
        node.ifPresent(word -> parameters.put("node", word));
        since.ifPresent(at -> parameters.put("since", at.toString()));
        owner.ifPresent(word -> parameters.put("owner", word));
        project.ifPresent(word -> parameters.put("project", word));
        return parameters;
    }
}
