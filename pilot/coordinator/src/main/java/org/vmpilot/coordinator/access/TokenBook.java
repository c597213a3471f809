package org.vmpilot.coordinator.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.store.AccessToken;

/** The tokens that there are, in memory. One thread changes it, any reads it. */
final class TokenBook {
    private volatile Map<String, AccessToken> byHash = Map.of();
    private volatile List<AccessToken> all = List.of();

    TokenBook(List<AccessToken> tokens) {
        tokens.forEach(token -> {
            if (Role.of(token.role()).isEmpty()) {
                throw new IllegalStateException(
                        "token " + token.id() + " in the store has a role that is not known here: " + token.role()
                                + ". If a newer version has written the store, start that one");
            }
        });
        take(tokens);
    }

    private void take(List<AccessToken> tokens) {
        Map<String, AccessToken> map = new HashMap<>();
        tokens.forEach(token -> map.put(token.hash(), token));
        all = List.copyOf(tokens);
        byHash = Map.copyOf(map);
    }

    /** Puts it in, or over the one of its id. */
    void put(AccessToken token) {
        List<AccessToken> next = new ArrayList<>(all);
        int place = 0;
        while (place < next.size() && !next.get(place).id().equals(token.id())) {
            place++;
        }
        if (place < next.size()) {
            next.set(place, token);
        } else {
            next.add(token);
        }
        take(next);
    }

    List<AccessToken> all() {
        return all;
    }

    /** Whose text has this hash. */
    Optional<AccessToken> proved(String hash) {
        return Optional.ofNullable(byHash.get(hash));
    }

    Optional<AccessToken> id(String id) {
        return all.stream().filter(token -> token.id().equals(id)).findFirst();
    }

    List<AccessToken> named(String name) {
        return all.stream().filter(token -> token.name().equals(name)).toList();
    }

    List<AccessToken> valid(String name, Instant now) {
        return named(name).stream().filter(token -> token.valid(now)).toList();
    }
}
