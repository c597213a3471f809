package org.vmpilot.client;

import java.time.Instant;
import java.util.Optional;

/**
 * Which entries of the audit are wanted; all that is asked must hold.
 *
 * @param who only of this token's name
 * @param action only this: create, end, resume, freeze, thaw, token_create, token_revoke
 * @param target only of this lease, node or token
 * @param since only then or later
 */
public record AuditFilter(
        Optional<String> who, Optional<String> action, Optional<String> target, Optional<Instant> since) {
    Parameters parameters() {
        Parameters parameters = new Parameters();
        who.ifPresent(word -> parameters.add("who", word));
        action.ifPresent(word -> parameters.add("action", word));
        target.ifPresent(word -> parameters.add("target", word));
        since.ifPresent(at -> parameters.add("since", at.toString()));
        return parameters;
    }
}
