package org.vmpilot.coordinator.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.store.AccessToken;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;

/** Tokens of the API: made, looked up, revoked. What is made or revoked counts at once. From any thread. */
public final class Tokens {
    /** So that one can be taken up everywhere before the other goes. */
    private static final int VALID_AT_A_TIME = 2;

    private final EventLoop loop;
    private final Ports ports;
    private final Access access;
    private final AuditLog audit;
    private final TokenBook book;
    private final List<Runnable> revocations = new CopyOnWriteArrayList<>();

    public Tokens(EventLoop loop, Ports ports, Access access, AuditLog audit) {
        this.loop = loop;
        this.ports = ports;
        this.access = access;
        this.audit = audit;
        this.book = new TokenBook(ports.store().reads().tokens());
    }

    /** A token that was just made, and its text, which nobody will know again. */
    public record Issued(String text, AccessToken token) {
        /** Says nothing of the text. */
        @Override
        public String toString() {
            return "Issued[" + token + "]";
        }
    }

    /** Who has the token of this text; empty: nobody, or it is not valid any more. */
    public Optional<Caller> caller(String text, String address) {
        return book.proved(Secret.hash(text))
                .filter(token -> token.valid(ports.clock().instant()))
                .map(token -> new Caller(
                        token.name(),
                        Role.of(token.role()).orElseThrow(),
                        token.project(),
                        address,
                        Optional.of(token.id())));
    }

    /** Whether he would be let in now. */
    public boolean valid(Caller caller) {
        return caller.token().isEmpty()
                || caller.token()
                        .flatMap(book::id)
                        .filter(token -> token.valid(ports.clock().instant()))
                        .isPresent();
    }

    /** When he is let in no longer; empty: that is not known. */
    public Optional<Instant> expires(Caller caller) {
        return caller.token().flatMap(book::id).flatMap(AccessToken::expiresAt);
    }

    /** Runs it when one was revoked; it must not wait. */
    public void onRevoked(Runnable listener) {
        revocations.add(listener);
    }

    public List<AccessToken> all() {
        return book.all();
    }

    public boolean valid(AccessToken token) {
        return token.valid(ports.clock().instant());
    }

    /** @return fails, and none was made, with {@link TokenRefused} or a StoreException */
    public CompletableFuture<Issued> create(Caller by, NewToken wanted) {
        return loop.ask(() -> made(by, wanted));
    }

    private Issued made(Caller by, NewToken wanted) throws TokenRefused, StoreException {
        Instant now = ports.clock().instant();
        check(wanted, now);
        String text = Secret.random(ports.random());
        AccessToken token = new AccessToken(
                wanted.name() + "." + (book.named(wanted.name()).size() + 1),
                wanted.name(),
                Secret.hash(text),
                wanted.role().text(),
                wanted.project(),
                now,
                by.name(),
                wanted.lives().map(now::plus),
                Optional.empty());
        String words = token.role() + " of project " + token.project()
                + token.expiresAt().map(end -> ", expires " + end).orElse("");
        AuditEntry entry = audit.done(by, "token_create", token.id(), 201, words);
        ports.write(List.of(Change.of(token, now).with(entry)));
        book.put(token);
        return new Issued(text, token);
    }

    private void check(NewToken wanted, Instant now) throws TokenRefused {
        if (access.project(wanted.project()).isEmpty()) {
            throw new TokenRefused(
                    TokenRefused.Kind.NO_SUCH_PROJECT,
                    "there is no project " + wanted.project() + "; there are " + access.names());
        }
        if (wanted.name().equals(Caller.BOOTSTRAP) || wanted.name().equals(Caller.LOCAL)) {
            throw new TokenRefused(
                    TokenRefused.Kind.CONFLICT, "the name " + wanted.name() + " is the coordinator's own");
        }
        List<AccessToken> valid = book.valid(wanted.name(), now);
        if (valid.size() >= VALID_AT_A_TIME) {
            throw new TokenRefused(
                    TokenRefused.Kind.CONFLICT,
                    "two tokens of " + wanted.name() + " are valid ("
                            + valid.get(0).id() + ", " + valid.get(1).id() + "): revoke one first");
        }
        for (AccessToken other : valid) {
            if (!other.role().equals(wanted.role().text()) || !other.project().equals(wanted.project())) {
                throw new TokenRefused(
                        TokenRefused.Kind.CONFLICT,
                        other.id() + " is valid and a " + other.role() + " of project " + other.project()
                                + ": two tokens of a name are for the same; revoke it first, or choose another name");
            }
        }
    }

    /**
     * Revokes a token by its id, or by a name all of it that are valid.
     *
     * @return those that are revoked by it; fails with {@link TokenRefused} or a StoreException
     */
    public CompletableFuture<List<AccessToken>> revoke(Caller by, String which) {
        return loop.ask(() -> revoked(by, which)).thenApply(gone -> {
            revocations.forEach(Runnable::run);
            return gone;
        });
    }

    private List<AccessToken> revoked(Caller by, String which) throws TokenRefused, StoreException {
        Instant now = ports.clock().instant();
        List<AccessToken> meant = book.id(which).map(List::of).orElse(book.named(which));
        if (meant.isEmpty()) {
            throw new TokenRefused(TokenRefused.Kind.NO_SUCH_TOKEN, "there is no token " + which);
        }
        List<AccessToken> gone = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (AccessToken token : meant) {
            if (token.revoked().isEmpty()) {
                AccessToken next = token.revoked(now, by.name());
                gone.add(next);
                changes.add(Change.of(next, now).with(audit.done(by, "token_revoke", token.id(), 200, "")));
            }
        }
        if (!changes.isEmpty()) {
            ports.write(changes);
        }
        gone.forEach(book::put);
        return gone;
    }
}
