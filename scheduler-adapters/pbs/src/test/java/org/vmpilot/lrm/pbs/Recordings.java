package org.vmpilot.lrm.pbs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.lrm.commands.Programs;

/** What a real OpenPBS 23.06.06 answered. */
final class Recordings {
    private static final Path FOLDER = Path.of(System.getProperty("vmpilot.root"), "tests/recorded-pbs/recordings");
    private static final Pattern STATUS = Pattern.compile("--rc=(\\d+) .*");

    private Recordings() {}

    record Request(String line, Programs.Answer answer) {}

    static List<Request> of(String file) {
        List<Request> requests = new ArrayList<>();
        String request = null;
        StringBuilder output = new StringBuilder();
        StringBuilder errors = new StringBuilder();
        StringBuilder part = output;
        for (String line : lines(file)) {
            Matcher status = STATUS.matcher(line);
            if (line.startsWith("### [")) {
                request = line.replaceFirst("### \\[\\w+] \\$ ", "").strip();
                output.setLength(0);
                errors.setLength(0);
            } else if (line.startsWith("--stdout (")) {
                part = output;
            } else if (line.startsWith("--stderr (")) {
                part = errors;
            } else if (request != null && status.matches()) {
                int code = Integer.parseInt(status.group(1));
                requests.add(new Request(request, new Programs.Answer(code, output.toString(), errors.toString())));
                request = null;
            } else if (request != null) {
                part.append(line).append('\n');
            }
        }
        return requests;
    }

    private static List<String> lines(String file) {
        try {
            return new String(Files.readAllBytes(FOLDER.resolve(file)), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to a request, the last one if there were several. */
    static Programs.Answer answer(String file, String line) {
        return of(file).stream()
                .filter(request -> request.line().equals(line))
                .reduce((one, other) -> other)
                .orElseThrow(() -> new AssertionError(file + " has no " + line))
                .answer();
    }
}
