package org.vmpilot.tests.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that both languages read: tests/corpus. */
final class Corpus {
    static final Path FOLDER = Path.of(System.getProperty("vmpilot.root"), "tests/corpus");

    private Corpus() {}

    /**
     * A line of job-ids: how an LRM tells of a job.
     *
     * @param shown as the LRM's own status query writes it
     * @param launcher the environment in which the launcher finds it
     * @param record as the slot record has it
     * @param hookJob as the slot record has it for the LRM's hooks
     * @param hook words of the hook's call: environment, then arguments after "--"; null where that LRM calls none
     */
    record JobId(String lrm, String shown, String launcher, String record, String hookJob, String hook) {
        List<String> job() {
            return words(launcher);
        }

        List<String> environment() {
            return words(hook.split(" *-- *", 2)[0]);
        }

        List<String> hookArguments() {
            String[] parts = hook.split(" *-- *", 2);
            return parts.length > 1 ? words(parts[1]) : List.of();
        }

        private static List<String> words(String text) {
            return text.isBlank() ? List.of() : List.of(text.strip().split(" +"));
        }
    }

    static Stream<JobId> jobIds() throws IOException {
        return lines("job-ids").map(line -> {
            String[] fields = line.split("\\s*\\|\\s*", -1);
            return new JobId(
                    fields[0], fields[1], fields[2], fields[3], fields[4], fields[5].equals("-") ? null : fields[5]);
        });
    }

    /** Lines of a file that are neither empty nor a comment. */
    static Stream<String> lines(String file) throws IOException {
        return Files.readAllLines(FOLDER.resolve(file)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"));
    }
}
