package org.vmpilot.client;

import java.time.Instant;
import java.util.Collections;
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
 * @param key only the one that this idempotency key has made, ended or not
 * @param labels only those that have all of these
 */
public record LeaseFilter(
        boolean ended,
        Optional<String> state,
        Optional<String> name,
        Optional<String> node,
        Optional<Instant> since,
        Optional<String> owner,
        Optional<String> project,
        Optional<String> key,
        Map<String, String> labels) {
    public LeaseFilter {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** All that have not ended. */
    public static LeaseFilter open() {
        return new LeaseFilter(
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    /** Those of this name that have not ended; {@code ended}: all of this name. */
    public static LeaseFilter named(String name, boolean ended) {
        return new LeaseFilter(
                ended,
                Optional.empty(),
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    Parameters parameters() {
        Parameters parameters = new Parameters();
        if (ended) {
            parameters.add("ended", "true");
        }
        state.ifPresent(word -> parameters.add("state", word));
        name.ifPresent(word -> parameters.add("name", word));
        node.ifPresent(word -> parameters.add("node", word));
        since.ifPresent(at -> parameters.add("since", at.toString()));
        owner.ifPresent(word -> parameters.add("owner", word));
        project.ifPresent(word -> parameters.add("project", word));
        key.ifPresent(word -> parameters.add("key", word));
        labels.forEach((label, value) -> parameters.add("label", label + "=" + value));
        return parameters;
    }
}
