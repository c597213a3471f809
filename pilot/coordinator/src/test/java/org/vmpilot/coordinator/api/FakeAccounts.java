package org.vmpilot.coordinator.api;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.NewToken;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.service.Accounts;
import org.vmpilot.coordinator.service.AuditQuery;
import org.vmpilot.coordinator.service.Page;
import org.vmpilot.coordinator.service.UsagePage;
import org.vmpilot.coordinator.service.UsageQuery;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.NewTokenView;
import org.vmpilot.protocol.view.TokenView;
import org.vmpilot.protocol.view.UsageView;

/** One token of each role, called by its role: "submitter-token-0123". */
final class FakeAccounts implements Accounts {
    final List<String> refused = new CopyOnWriteArrayList<>();
    private final Map<String, Role> valid = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new ArrayList<>();

    FakeAccounts() {
        for (Role role : Role.values()) {
            valid.put(role.text(), role);
        }
    }

    static String token(Role role) {
        return role.text() + "-token-0123";
    }

    @Override
    public Optional<Caller> caller(String text, String address) {
        return valid.keySet().stream()
                .filter(name -> text.equals(name + "-token-0123"))
                .findFirst()
                .map(name -> new Caller(name, valid.get(name), "default", address, Optional.of(name + ".1")));
    }

    @Override
    public boolean valid(Caller caller) {
        return caller.token().isEmpty() || valid.containsKey(caller.name());
    }

    /** Nobody is told of it. */
    void expire(Role role) {
        valid.remove(role.text());
    }

    void revoke(Role role) {
        expire(role);
        listeners.forEach(Runnable::run);
    }

    @Override
    public void onRevoked(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public boolean isProject(String name) {
        return name.equals("default");
    }

    @Override
    public CompletableFuture<NewTokenView> create(Caller by, NewToken wanted) {
        return CompletableFuture.completedFuture(new NewTokenView("vmp_secret", view(wanted.name())));
    }

    private static TokenView view(String name) {
        return new TokenView(
                name + ".1", name, "submitter", "default", FakeLeases.NOW, "bootstrap", null, null, null, true);
    }

    @Override
    public CompletableFuture<List<TokenView>> revoke(Caller by, String which) {
        return CompletableFuture.completedFuture(List.of(view(which)));
    }

    @Override
    public Page<TokenView> tokens(Optional<String> from, int most) {
        return new Page<>(List.of(view("night")), Optional.empty());
    }

    @Override
    public Page<AuditView> audit(AuditQuery query) {
        AuditView entry = new AuditView(
                1, FakeLeases.NOW, query.who().orElse("night"), "127.0.0.1", "end", FakeLeases.ID, 200, "", "");
        return new Page<>(List.of(entry), Optional.empty());
    }

    @Override
    public UsagePage usage(Caller caller, UsageQuery query) {
        LocalDate day = LocalDate.parse("2026-11-20");
        UsageView sum = new UsageView(null, caller.project(), null, null, 2, 7200.25, 14_400);
        return new UsagePage(
                query.first().orElse(day.withDayOfMonth(1)),
                query.last().orElse(day),
                new Page<>(List.of(sum), Optional.empty()));
    }

    @Override
    public void refused(Caller by, String action, String target, int status, String code, String words) {
        refused.add(by.name() + " " + action + " " + target + " " + status + " " + code);
    }
}
