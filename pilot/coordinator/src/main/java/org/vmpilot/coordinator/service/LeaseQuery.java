package org.vmpilot.coordinator.service;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which leases are wanted; all that is asked must hold.
 *
 * @param ended whether leases that have ended are wanted as well
 * @param state only those in this state; goes before {@code ended}
 * @param node only those of which a slot has, or had, this node
 * @param since only those that were made then or later
 * @param key only the one that this idempotency key has made, ended or not
 * @param labels only those that have all of these
 * @param from where the page begins: {@link Page#next} of the one before
 * @param most leases of a page, at least 1
 * @param owner only those that a token of this name has made
 * @param project only those of this project
 */
public record LeaseQuery(
        boolean ended,
        Optional<String> state,
        Optional<String> name,
        Optional<String> node,
        Optional<Instant> since,
        Optional<String> key,
        Map<String, String> labels,
        Optional<String> from,
        int most,
        Optional<String> owner,
        Optional<String> project) {
    /** The first page of what is open. */
    public static LeaseQuery open(int most) {
        return new LeaseQuery(
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                most,
                Optional.empty(),
                Optional.empty());
    }

    public LeaseQuery withEnded() {
        return new LeaseQuery(true, state, name, node, since, key, labels, from, most, owner, project);
    }

    public LeaseQuery from(Optional<String> next) {
        return new LeaseQuery(ended, state, name, node, since, key, labels, next, most, owner, project);
    }

    public LeaseQuery ofProject(String only) {
        return new LeaseQuery(ended, state, name, node, since, key, labels, from, most, owner, Optional.of(only));
    }
}
