package org.vmpilot.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vmpilot.host.DurableFiles;

/** The outbox of a node: certificates ({@code *.json}) and reports ({@code *.report}) that the coordinator has not confirmed. */
final class Outbox {
    private static final int FILE_LIMIT = 1 << 20;

    /** A file of the outbox and the call that delivers it. */
    record Letter(Path file, String verb, String body) {}

    private final Path folder;
    private final AgentLog log;

    Outbox(Path folder, AgentLog log) {
        this.folder = folder;
        this.log = log;
    }

    /** Certificates first: they tell whether a node can be used. What cannot be read is said and left where it is. */
    List<Letter> letters() throws IOException {
        List<Letter> letters = new ArrayList<>();
        add(letters, "*.json", "certificate");
        add(letters, "*.report", "report");
        return letters;
    }

    private void add(List<Letter> letters, String form, String verb) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, form)) {
            for (Path file : found) {
                if (!file.getFileName().toString().startsWith(".")) {
                    files.add(file);
                }
            }
        } catch (NoSuchFileException e) {
            return;
        }
        files.sort(null);
        for (Path file : files) {
            String text = text(file);
            if (text != null) {
                letters.add(new Letter(file, verb, verb.equals("report") ? "{\"reports\":[" + text + "]}" : text));
            }
        }
    }

    private String text(Path file) {
        try {
            if (Files.size(file) <= FILE_LIMIT) {
                return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
            }
            log.say(file + " is longer than " + FILE_LIMIT + " bytes and is not delivered");
        } catch (IOException e) {
            log.say(file + " cannot be read: " + e);
        }
        return null;
    }

    /**
     * Removes a letter that was delivered, unless it was written anew meanwhile: a reaper that looked again has news.
     */
    void delivered(Letter letter) throws IOException {
        String now = text(letter.file());
        if (now != null && letter.body().contains(now)) {
            DurableFiles.remove(letter.file());
        }
    }
}
