package org.vmpilot.cli;

import java.util.List;
import java.util.Map;
import org.vmpilot.client.AdminClient;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.TokenView;
import picocli.CommandLine.Command;

@Command(name = "list", description = "List the tokens, without their texts.")
final class TokenList extends ApiCall {
    TokenList(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        List<TokenView> tokens = new AdminClient(settings()).tokens();
        if (json()) {
            printJson(Map.of("tokens", tokens));
        } else if (tokens.isEmpty()) {
            print("no tokens: the API asks for none (token_file = \"none\")");
        } else {
            print(table(tokens));
        }
        return ExitCode.OK;
    }

    private Table table(List<TokenView> tokens) {
        Times times = session().times();
        Table table = new Table("TOKEN", "ROLE", "PROJECT", "STATE", "CREATED", "BY", "EXPIRES");
        for (TokenView token : tokens) {
            table.row(
                    token.id(),
                    token.role(),
                    token.project(),
                    state(token),
                    times.full(token.createdAt()),
                    token.createdBy(),
                    times.full(token.expiresAt()));
        }
        return table;
    }

    private String state(TokenView token) {
        if (token.revokedAt() != null) {
            return "revoked " + session().times().full(token.revokedAt()) + " by " + token.revokedBy();
        }
        return token.createdAt() == null ? "the token file's" : token.valid() ? "valid" : "expired";
    }
}
