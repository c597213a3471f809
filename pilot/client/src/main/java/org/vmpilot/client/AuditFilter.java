package org.vmpilot.client;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
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
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        who.ifPresent(word -> parameters.put("who", word));
        action.ifPresent(word -> parameters.put("action", word));
        target.ifPresent(word -> parameters.put("target", word));
        since.ifPresent(at -> parameters.put("since", at.toString()));
        return parameters;
    }
}
