package org.vmpilot.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.ClientSettings;
import org.vmpilot.client.ViewJson;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.tls.CertificateAuthority;
import picocli.CommandLine.Option;

/** A command that asks the coordinator: where it is, and how its answer is shown. */
abstract class ApiCall implements Callable<Integer> {
    private static final String STANDARD_API = "http://127.0.0.1:7070";
    private static final int STANDARD_TIMEOUT = 30;
    private static final Path STANDARD_TOKEN_FILE = Path.of("/etc/vmpilot/api.token");

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "The coordinator's API. Default: VMPILOT_API, then " + STANDARD_API + ".")
    private String api;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "The file with the API's token. Default: VMPILOT_TOKEN_FILE, then /etc/vmpilot/api.token if it is there.")
    private Path tokenFile;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description =
                    "Certificates (PEM) of those who may vouch for an API that is https. Default: VMPILOT_CA_FILE, then Java's own.")
    private Path caFile;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for any answer. Default: 30 (with --monitor 10).")
    private Integer timeout;

    @Option(names = "--json", description = "Print the API's JSON (docs/openapi.yaml) instead of words.")
    private boolean json;

    private final Session session;

    ApiCall(Session session) {
        this.session = session;
    }

    abstract int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException;

    /** Says why there is no answer, for a command that has its own way to, and what it ends with; empty: it is said as ever. */
    OptionalInt inVain(Exception why) {
        return OptionalInt.empty();
    }

    /** Seconds, unless others are said. */
    int standardTimeout() {
        return STANDARD_TIMEOUT;
    }

    @Override
    public final Integer call() throws ClientException, BadInputException, InterruptedException {
        try {
            return run(new VmpilotClient(settings()));
        } catch (ClientException | BadInputException e) {
            OptionalInt told = inVain(e);
            if (told.isPresent()) {
                return told.getAsInt();
            }
            throw e;
        } finally {
            session.out().flush();
        }
    }

    final ClientSettings settings() throws BadInputException {
        return new ClientSettings(address(), token(), deadline(), authority());
    }

    private Optional<SSLContext> authority() throws BadInputException {
        String named = session.environment().getOrDefault("VMPILOT_CA_FILE", "");
        if (caFile == null && named.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CertificateAuthority.of(caFile != null ? caFile : Path.of(named)));
        } catch (IOException e) {
            throw new BadInputException("--ca-file (or VMPILOT_CA_FILE): " + e.getMessage());
        }
    }

    final Session session() {
        return session;
    }

    final boolean json() {
        return json;
    }

    final void print(String line) {
        session.out().println(line);
    }

    final void print(Table table) {
        table.lines(session.colours(), session.width()).forEach(this::print);
    }

    final void printJson(Object view) {
        print(ViewJson.text(view));
    }

    private URI address() throws BadInputException {
        String text = api == null ? session.environment().getOrDefault("VMPILOT_API", STANDARD_API) : api;
        try {
            return new ClientSettings(URI.create(text), Optional.empty(), ClientSettings.STANDARD_DEADLINE).api();
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    "--api (or VMPILOT_API): not an address such as " + STANDARD_API + ": " + Words.visible(text));
        }
    }

    private Duration deadline() throws BadInputException {
        int seconds = timeout == null ? standardTimeout() : timeout;
        if (seconds < 1 || seconds > 3600) {
            throw new BadInputException("--timeout must be within 1 to 3600 seconds, not " + seconds);
        }
        return Duration.ofSeconds(seconds);
    }

    private Optional<String> token() throws BadInputException {
        String named = session.environment().getOrDefault("VMPILOT_TOKEN_FILE", "");
        boolean given = tokenFile != null || !named.isEmpty();
        Path file = tokenFile != null ? tokenFile : given ? Path.of(named) : STANDARD_TOKEN_FILE;
        if (!given && !Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new BadInputException("token file " + file + " is empty");
            }
            if (!token.matches("[!-~]{1,512}")) {
                throw new BadInputException("token file " + file + ": not one line of visible ASCII characters");
            }
            return Optional.of(token);
        } catch (NoSuchFileException e) {
            throw new BadInputException("token file " + file + ": there is no such file");
        } catch (IOException e) {
            throw new BadInputException(
                    "token file " + file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
