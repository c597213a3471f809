package org.vmpilot.coordinator.api;

import static org.vmpilot.coordinator.document.Kinds.text;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vmpilot.coordinator.access.NewToken;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.service.AuditQuery;
import org.vmpilot.coordinator.service.Page;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.TokenView;

/** Tokens, and the audit. */
final class TokenRoutes {
    private static final Kind<String> NAME =
            text("[a-z][a-z0-9-]{0,47}", "1 to 48 small letters, digits and dashes, a letter first");
    private static final Kind<String> PROJECT =
            text("[a-z][a-z0-9-]{0,31}", "1 to 32 small letters, digits and dashes, a letter first");
    private static final Kind<Role> ROLE = Kinds.choice(Role.texts().stream()
            .collect(Collectors.toMap(Function.identity(), name -> Role.of(name).orElseThrow())));
    private static final Kind<Duration> LIVES = Kinds.duration(Duration.ofSeconds(1), Duration.ofDays(3650));

    private record TokenPage(List<TokenView> tokens, String nextPageToken) {}

    private record RevokedTokens(List<TokenView> tokens) {}

    private record AuditPage(List<AuditView> entries, String nextPageToken) {}

    void create(Call call) {
        NewToken wanted = call.withoutParameters()
                .document(fields -> new NewToken(
                        fields.required("name", NAME, ""),
                        fields.required("role", ROLE, Role.MONITOR),
                        fields.get("project", PROJECT, "default"),
                        fields.optional("expires_in", LIVES)));
        call.answer(
                call.accounts().create(call.caller(), wanted),
                // Nobody between us keeps it.
                made -> Answers.json(201, made).with("Cache-Control", "no-store"));
    }

    void list(Call call) {
        Parameters asked = call.parameters("limit", "page_token");
        Page<TokenView> page = LeaseRoutes.page(() -> call.accounts().tokens(asked.pageToken(), asked.limit()));
        call.answer(Answers.json(200, new TokenPage(page.items(), Parameters.pageToken(page))));
    }

    void revoke(Call call) {
        call.withoutParameters();
        call.answer(
                call.accounts().revoke(call.caller(), call.variable("token")),
                gone -> Answers.json(200, new RevokedTokens(gone)));
    }

    void audit(Call call) {
        Parameters asked = call.parameters("who", "action", "target", "since", "limit", "page_token");
        AuditQuery query = new AuditQuery(
                asked.text("who"),
                asked.text("action"),
                asked.text("target"),
                asked.instant("since"),
                asked.pageToken(),
                asked.limit());
        Page<AuditView> page = LeaseRoutes.page(() -> call.accounts().audit(query));
        call.answer(Answers.json(200, new AuditPage(page.items(), Parameters.pageToken(page))));
    }
}
