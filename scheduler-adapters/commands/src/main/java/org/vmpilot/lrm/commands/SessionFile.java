package org.vmpilot.lrm.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.lrm.worker.JobEnd;

/**
 * A session on disk, one line an event: {@code + id} a job was submitted, {@code = end} it is over, {@code - id} its end was taken. A
 * line is on the disk when the method returns. A torn last line is what a crash left, and ignored.
 */
final class SessionFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<Path> file;

    /** @param file empty: nothing is kept */
    SessionFile(Optional<Path> file) {
        this.file = file;
    }

    /** Jobs in the order of their submits; with an end when they are over and it was not taken. */
    Map<String, Optional<JobEnd>> read() throws IOException {
        Map<String, Optional<JobEnd>> jobs = new LinkedHashMap<>();
        if (file.isPresent()) {
            String text = Files.readString(file.get());
            List<String> lines =
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                apply(lines.get(i), i + 1, jobs);
            }
        }
        return jobs;
    }

    private void apply(String line, int number, Map<String, Optional<JobEnd>> jobs) throws IOException {
        String value = line.length() > 2 ? line.substring(2) : "";
        switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> jobs.put(value, Optional.empty());
            case '-' -> jobs.remove(value);
            case '=' -> {
                JobEnd end = JSON.readValue(value, JobEnd.class);
                jobs.replace(end.job(), Optional.of(end));
            }
            default ->
                throw new IOException(file.orElseThrow() + ", line " + number + ": not '+ id', '= end' or '- id'");
        }
    }

    void submitted(List<String> jobs) throws IOException {
        StringBuilder lines = new StringBuilder();
        jobs.forEach(job -> lines.append("+ ").append(job).append('\n'));
        append(lines.toString());
    }

    void ended(JobEnd end) throws IOException {
        try {
            append("= " + JSON.writeValueAsString(end) + "\n");
        } catch (JsonProcessingException e) {
            throw new IOException(e);
        }
    }

    void taken(String job) throws IOException {
        append("- " + job + "\n");
    }

    void make() throws IOException {
        if (file.isPresent()) {
            DurableFiles.folder(file.get().toAbsolutePath().getParent());
            DurableFiles.write(file.get(), "");
        }
    }

    void remove() throws IOException {
        if (file.isPresent()) {
            DurableFiles.remove(file.get());
        }
    }

    private synchronized void append(String lines) throws IOException {
        if (file.isEmpty()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
    }
}
