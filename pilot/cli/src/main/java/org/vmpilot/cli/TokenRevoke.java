package org.vmpilot.cli;

import java.util.List;
import java.util.Map;
import org.vmpilot.client.AdminClient;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.TokenView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "revoke", description = "Revoke a token, at once; by a name, all of it. No lease ends by that.")
final class TokenRevoke extends ApiCall {
    @Parameters(paramLabel = "TOKEN", description = "Its id, for example night-service.1, or its name.")
    private String token;

    TokenRevoke(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        List<TokenView> gone = new AdminClient(settings()).revoke(token);
        if (json()) {
            printJson(Map.of("tokens", gone));
        } else if (gone.isEmpty()) {
            print(Words.visible(token) + " was revoked before; nothing was changed");
        } else {
            gone.forEach(one -> print("token " + Words.visible(one.id()) + " is revoked"));
        }
        return ExitCode.OK;
    }
}
