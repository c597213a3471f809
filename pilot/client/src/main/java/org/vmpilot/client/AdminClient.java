package org.vmpilot.client;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.client.ClientException.Kind;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.NewTokenView;
import org.vmpilot.protocol.view.TokenView;

/** The coordinator's tokens and audit. Thread-safe; every call ends by its deadline. */
public final class AdminClient {
    private final Duration deadline;
    private final Transport transport;

    public AdminClient(ClientSettings settings) {
        this.deadline = settings.deadline();
        this.transport = new Transport(settings);
    }

    /**
     * Makes a token. Its text is in the answer and nowhere else: an answer that is lost is a token to be revoked.
     *
     * @param role submitter, monitor, operator or admin
     * @param project empty: the one called default
     * @param expiresIn for example {@code 90d}; empty: it does not expire
     */
    public NewTokenView create(String name, String role, Optional<String> project, Optional<String> expiresIn)
            throws ClientException, InterruptedException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("role", role);
        project.ifPresent(text -> body.put("project", text));
        expiresIn.ifPresent(text -> body.put("expires_in", text));
        return post("/v1/tokens", HttpRequest.BodyPublishers.ofString(ViewJson.text(body)), NewTokenView.class);
    }

    /** All of them, without their texts, the oldest first. */
    public List<TokenView> tokens() throws ClientException, InterruptedException {
        return transport.pages("/v1/tokens", new Parameters(), Lists.Tokens.class);
    }

    /**
     * Revokes a token by its id, or all of a name.
     *
     * @return those that are revoked by this call
     * @throws ClientException of kind NOT_FOUND if there is none
     */
    public List<TokenView> revoke(String token) throws ClientException, InterruptedException {
        if (!token.matches("[A-Za-z0-9.-]{1,64}")) {
            throw new ClientException(
                    Kind.NOT_FOUND,
                    "no_such_token",
                    "not a token's id or name: it looks like night-service.1",
                    List.of());
        }
        return post("/v1/tokens/" + token + "/revoke", HttpRequest.BodyPublishers.noBody(), Lists.Tokens.class)
                .items();
    }

    /**
     * Entries of the audit, the newest first.
     *
     * @param most so many at most
     */
    public List<AuditView> audit(AuditFilter filter, int most) throws ClientException, InterruptedException {
        return transport.pages("/v1/audit", filter.parameters(), most, Lists.Audit.class);
    }

    private <T> T post(String path, HttpRequest.BodyPublisher body, Class<T> type)
            throws ClientException, InterruptedException {
        HttpRequest.Builder call = transport
                .call(path, deadline)
                .header("Content-Type", "application/json")
                .POST(body);
        return Answer.read(transport.send(call, deadline), type);
    }
}
