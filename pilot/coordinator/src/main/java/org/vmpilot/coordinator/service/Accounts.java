package org.vmpilot.coordinator.service;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.NewToken;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.NewTokenView;
import org.vmpilot.protocol.view.TokenView;

/** Who may call the API, and what is kept of it. Thread-safe. */
public interface Accounts {
    /** Who has the token of this text; empty: nobody, or it is not valid any more. Waits for nobody. */
    Optional<Caller> caller(String text, String address);

    /** Whether he would be let in now. Waits for nobody. */
    boolean valid(Caller caller);

    /** Runs it when a token was revoked; it must not wait. */
    void onRevoked(Runnable listener);

    /** Whether leases can be made in it. */
    boolean isProject(String name);

    /**
     * Makes a token.
     *
     * @return fails, and none was made, with {@link org.vmpilot.coordinator.access.TokenRefused} or {@link NotStoredException}
     */
    CompletableFuture<NewTokenView> create(Caller by, NewToken wanted);

    /**
     * Revokes the token of an id, or all of a name.
     *
     * @return those that are revoked by it; fails like {@link #create}
     */
    CompletableFuture<List<TokenView>> revoke(Caller by, String which);

    /**
     * The oldest first, that of the token file before all.
     *
     * @throws IllegalArgumentException if {@code from} is none of ours
     */
    Page<TokenView> tokens(Optional<String> from, int most);

    /**
     * The newest first.
     *
     * @throws IllegalArgumentException if {@code from} of the query is none of ours
     */
    Page<AuditView> audit(AuditQuery query);

    /**
     * What has been used, as far as he may know: a submitter sees his project's.
     *
     * @throws IllegalArgumentException if {@code from} of the query is none of ours
     */
    UsagePage usage(Caller caller, UsageQuery query);

    /** Something was refused to him; waits for nobody. */
    void refused(Caller by, String action, String target, int status, String code, String words);
}
