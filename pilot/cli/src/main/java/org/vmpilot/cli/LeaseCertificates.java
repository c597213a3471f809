package org.vmpilot.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import picocli.CommandLine.Command;

@Command(
        name = "certificates",
        description =
                "Show the return certificates of a lease's slots; exit 0 only if all say that their node is clean.")
final class LeaseCertificates extends LeaseCall {
    LeaseCertificates(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client, String lease) throws ClientException, InterruptedException {
        List<JsonNode> certificates = client.certificates(lease);
        if (json()) {
            printJson(Map.of("certificates", certificates));
        } else if (certificates.isEmpty()) {
            print("no certificates yet");
        } else {
            print(table(certificates));
        }
        boolean clean = certificates.stream()
                .allMatch(certificate -> certificate.path("verdict").asText().equals("clean"));
        return clean ? ExitCode.OK : ExitCode.NOT_CLEAN;
    }

    private Table table(List<JsonNode> certificates) {
        Table table =
                new Table("SLOT", "NODE", "RESULT", "VERDICT", "GUESTS", "DOM0", "BY", "LOOKED AT", "LEFT BEHIND");
        for (JsonNode certificate : certificates) {
            table.row(
                    certificate.path("slot").asText(),
                    certificate.path("node").asText(),
                    certificate.path("notice").asText(),
                    certificate.path("verdict").asText(),
                    guests(certificate.path("guests")),
                    memory(certificate.path("memory")),
                    certificate.path("by").asText(),
                    lastLook(certificate.path("looks")),
                    residues(certificate.path("residues")));
        }
        return table;
    }

    /** How many guests ended in which way: {@code 2 polite, 1 forced}. */
    private static String guests(JsonNode guests) {
        return stream(guests)
                .collect(Collectors.groupingBy(
                        guest -> guest.path("ended").asText(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(ending -> ending.getValue() + " " + ending.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String memory(JsonNode memory) {
        return memory.has("dom0_mib")
                ? memory.path("dom0_mib").asText() + "/"
                        + memory.path("target_mib").asText() + "M"
                : "";
    }

    private String lastLook(JsonNode looks) {
        String at =
                looks.isEmpty() ? "" : looks.get(looks.size() - 1).path("at").asText();
        try {
            return session().times().full(Instant.parse(at));
        } catch (DateTimeParseException e) {
            return at;
        }
    }

    private static String residues(JsonNode residues) {
        return stream(residues)
                .map(residue -> residue.path("kind").asText() + " "
                        + residue.path("what").asText())
                .collect(Collectors.joining("; "));
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
