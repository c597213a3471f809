package org.vmpilot.coordinator.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vmpilot.coordinator.access.AuditLog;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.NewToken;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.access.Tokens;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.store.AccessToken;
import org.vmpilot.coordinator.store.AuditWanted;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.NewTokenView;
import org.vmpilot.protocol.view.TokenView;

/** What the room {@code access} does for those outside. */
public final class AccountService implements Accounts {
    private static final TokenView BOOTSTRAP = new TokenView(
            Caller.BOOTSTRAP,
            Caller.BOOTSTRAP,
            Role.ADMIN.text(),
            Owner.DEFAULT_PROJECT,
            null,
            null,
            null,
            null,
            null,
            true);

    private final Tokens tokens;
    private final AuditLog audit;
    private final UsageService usage;
    private final CoordinatorConfig config;

    public AccountService(Tokens tokens, AuditLog audit, UsageService usage, CoordinatorConfig config) {
        this.tokens = tokens;
        this.audit = audit;
        this.usage = usage;
        this.config = config;
    }

    @Override
    public Optional<Caller> caller(String text, String address) {
        return tokens.caller(text, address);
    }

    @Override
    public boolean valid(Caller caller) {
        return tokens.valid(caller);
    }

    @Override
    public void onRevoked(Runnable listener) {
        tokens.onRevoked(listener);
    }

    @Override
    public boolean isProject(String name) {
        return config.access().project(name).isPresent();
    }

    @Override
    public CompletableFuture<NewTokenView> create(Caller by, NewToken wanted) {
        return Failures.told(
                tokens.create(by, wanted).thenApply(issued -> new NewTokenView(issued.text(), view(issued.token()))));
    }

    @Override
    public CompletableFuture<List<TokenView>> revoke(Caller by, String which) {
        return Failures.told(tokens.revoke(by, which)
                .thenApply(gone -> gone.stream().map(this::view).toList()));
    }

    @Override
    public Page<TokenView> tokens(Optional<String> from, int most) {
        List<TokenView> all = new ArrayList<>();
        if (config.api().tokenFile().isPresent()) {
            all.add(BOOTSTRAP);
        }
        tokens.all().forEach(token -> all.add(view(token)));
        int begin = from.map(Integer::parseInt).orElse(0);
        if (begin < 0) {
            throw new IllegalArgumentException("not a place in the list of tokens");
        }
        List<TokenView> page = all.stream().skip(begin).limit(most).toList();
        boolean more = begin + page.size() < all.size();
        return new Page<>(page, more ? Optional.of(Integer.toString(begin + page.size())) : Optional.empty());
    }

    private TokenView view(AccessToken token) {
        return new TokenView(
                token.id(),
                token.name(),
                token.role(),
                token.project(),
                token.createdAt(),
                token.createdBy(),
                token.expiresAt().orElse(null),
                token.revoked().map(AccessToken.Revoked::at).orElse(null),
                token.revoked().map(AccessToken.Revoked::by).orElse(null),
                tokens.valid(token));
    }

    @Override
    public Page<AuditView> audit(AuditQuery query) {
        List<AuditView> found = audit.page(new AuditWanted(
                query.who(),
                query.action(),
                query.target(),
                query.since(),
                query.from().map(Long::parseLong),
                query.most() + 1));
        return Page.of(found, query.most(), entry -> Long.toString(entry.sequence()));
    }

    @Override
    public UsagePage usage(Caller caller, UsageQuery query) {
        return usage.page(caller, query);
    }

    @Override
    public void refused(Caller by, String action, String target, int status, String code, String words) {
        audit.refused(by, action, target, status, code, words);
    }
}
