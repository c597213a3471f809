package org.vmpilot.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.ClientException.FieldError;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.OfferView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Ask for a lease as a file describes it (docs/lease-request.md).")
final class LeaseCreate extends ApiCall {
    private static final int MOST_BYTES = 1 << 20;
    private static final String STDIN = "-";

    @Parameters(paramLabel = "FILE", description = "The lease request, TOML or JSON; - reads it from stdin.")
    private String file;

    @Option(names = "--wait", description = "Watch the lease until it has ended.")
    private boolean wait;

    @Option(names = "--quiet", description = "Print the lease's id only.")
    private boolean quiet;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Idempotency key: the same file with the same key makes one lease only.")
    private String key;

    @Option(
            names = "--project",
            paramLabel = "PROJECT",
            description = "Where it is made; the tokens of operators and admins alone may name another than their own.")
    private Optional<String> project;

    @Mixin
    private TimeOptions times;

    @Option(
            names = "--dry-run",
            description = "Make nothing: say whether it would be made, and which nodes could take it, ever and now.")
    private boolean dryRun;

    LeaseCreate(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        byte[] read = read();
        VmpilotClient.Form form = form(read);
        byte[] request = times.with(read, form);
        LeaseView lease;
        try {
            if (dryRun) {
                return offered(client.dryRun(request, form, Optional.ofNullable(key), project));
            }
            lease = client.create(request, form, key == null ? UUID.randomUUID().toString() : key, project);
        } catch (ClientException e) {
            e.fieldErrors().forEach(fault -> printFault(fault, times.linesBefore(form)));
            throw e;
        }
        warn(lease.warnings());
        if (quiet) {
            print(lease.id());
        } else if (!json()) {
            print("lease " + lease.id() + " (" + lease.name() + ") is made"
                    + (wait ? "" : "; watch it: vmpilot lease watch " + lease.id()));
        } else if (!wait) {
            printJson(lease);
        }
        return wait ? new Watching(this, client, lease.id(), "ENDED").run() : ExitCode.OK;
    }

    private int offered(OfferView offer) {
        warn(offer.warnings());
        if (json()) {
            printJson(offer);
        } else {
            DryRunWords.of(offer, session().times()).forEach(this::print);
        }
        return ExitCode.OK;
    }

    /** On stderr: who reads the lease's id reads nothing else. */
    private void warn(List<String> warnings) {
        if (warnings != null) {
            warnings.forEach(words -> session().err().println(Words.visible("warning: " + words)));
        }
    }

    private byte[] read() throws BadInputException {
        try (InputStream in = file.equals(STDIN) ? session().in() : Files.newInputStream(Path.of(file))) {
            byte[] request = in.readNBytes(MOST_BYTES + 1);
            if (request.length > MOST_BYTES) {
                throw refused("is larger than 1 MiB");
            }
            if (request.length == 0) {
                throw refused("is empty");
            }
            return request;
        } catch (NoSuchFileException e) {
            throw refused("there is no such file");
        } catch (IOException e) {
            throw refused("cannot be read: " + e.getMessage());
        }
    }

    private BadInputException refused(String words) {
        return new BadInputException(name() + ": " + words + "; no lease was made");
    }

    private VmpilotClient.Form form(byte[] request) {
        if (file.endsWith(".toml")) {
            return VmpilotClient.Form.TOML;
        }
        String text = new String(request, StandardCharsets.UTF_8).stripLeading();
        return file.endsWith(".json") || text.startsWith("{") ? VmpilotClient.Form.JSON : VmpilotClient.Form.TOML;
    }

    /** @param before lines of what was sent that stand before the file's */
    private void printFault(FieldError fault, int before) {
        String place = fault.line() > 0 && fault.line() <= before
                ? "options: "
                : name() + (fault.line() > 0 ? ":" + (fault.line() - before) : "") + ": ";
        String field = fault.field().isEmpty() ? "" : fault.field() + ": ";
        session().err().println(Words.visible(place + field + fault.words()));
    }

    private String name() {
        return file.equals(STDIN) ? "stdin" : Words.visible(file);
    }
}
