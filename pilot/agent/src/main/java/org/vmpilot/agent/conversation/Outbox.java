package org.vmpilot.agent.conversation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.host.DurableFiles;

/** The outbox of a node: certificates ({@code *.json}) and reports ({@code *.report}) that the coordinator has not confirmed. */
public final class Outbox {
    private static final int FILE_LIMIT = 1 << 20;

    /**
     * A file of the outbox and the call that delivers it.
     *
     * @param fileKey device and inode
     */
    record Letter(Path file, Object fileKey, String verb, String body) {}

    private final Path folder;
    private final AgentLog log;

    public Outbox(Path folder, AgentLog log) {
        this.folder = folder;
        this.log = log;
    }

    /** Certificates first: they tell whether a node can be used. What cannot be read is said and left where it is. */
    List<Letter> letters() throws IOException {
        List<Letter> letters = new ArrayList<>();
        for (Path file : files("*.json")) {
            add(letters, file, "certificate", "", "");
        }
        for (Path file : files("*.report")) {
            add(letters, file, "report", "{\"reports\":[", "]}");
        }
        return letters;
    }

    boolean isEmpty() throws IOException {
        return files("*.json").isEmpty() && files("*.report").isEmpty();
    }

    private List<Path> files(String form) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, form)) {
            for (Path file : found) {
                if (!file.getFileName().toString().startsWith(".")) {
                    files.add(file);
                }
            }
        } catch (NoSuchFileException e) {
            return files;
        }
        files.sort(null);
        return files;
    }

    private void add(List<Letter> letters, Path file, String verb, String before, String after) {
        try {
            Object key = key(file);
            if (Files.size(file) > FILE_LIMIT) {
                log.say(file + " is longer than " + FILE_LIMIT + " bytes and is not delivered");
                return;
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
            letters.add(new Letter(file, key, verb, before + text + after));
        } catch (IOException e) {
            log.say(file + " cannot be read: " + e);
        }
    }

    /** Removes a letter that was delivered, unless another took its place: a reaper that looked again has news. */
    void delivered(Letter letter) throws IOException {
        try {
            if (key(letter.file()).equals(letter.fileKey())) {
                DurableFiles.remove(letter.file());
            }
        } catch (NoSuchFileException e) {
            log.say(letter.file() + " was removed by somebody else");
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
