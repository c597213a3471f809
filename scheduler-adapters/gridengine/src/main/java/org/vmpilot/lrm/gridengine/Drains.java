package org.vmpilot.lrm.gridengine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vmpilot.host.DurableFiles;

/**
 * Which queue instances we have disabled, and why. Grid Engine keeps no reason for a disabled queue, so this file is what tells our
 * drains from an administrator's: one line an instance, {@code queue@host<TAB>reason}.
 */
final class Drains {
    private final Path file;

    Drains(Path file) {
        this.file = file;
    }

    /** @return instance → reason */
    synchronized Map<String, String> all() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String[] words = lines.get(i).split("\t", 2);
                if (words.length < 2 || !words[0].contains("@")) {
                    throw new IOException(file + ", line " + (i + 1) + ": not 'queue@host<TAB>reason'");
                }
                all.put(words[0], words[1]);
            }
        } catch (NoSuchFileException e) {
            return all;
        }
        return all;
    }

    /** What to say of an instance that somebody has disabled while there is no record: empty while there is one. */
    Optional<String> missing() {
        return Files.exists(file)
                ? Optional.empty()
                : Optional.of(
                        file + ", which says what we have disabled, is not there. If that was lost (a store restored"
                                + " without it), what we had disabled counts as somebody else's: qmod -e opens it");
    }

    Optional<String> reason(String host) throws IOException {
        return all().entrySet().stream()
                .filter(drain -> QstatJobs.host(drain.getKey()).equals(host))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    synchronized void add(Collection<String> instances, String reason) throws IOException {
        Map<String, String> all = all();
        String line = reason.replaceAll("[\\t\\r\\n]+", " ");
        instances.forEach(instance -> all.put(instance, line));
        write(all);
    }

    synchronized void remove(Collection<String> instances) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(all());
        if (all.keySet().removeAll(instances)) {
            write(all);
        }
    }

    private void write(Map<String, String> all) throws IOException {
        StringBuilder text = new StringBuilder();
        all.forEach((instance, reason) ->
                text.append(instance).append('\t').append(reason).append('\n'));
        DurableFiles.folder(file.toAbsolutePath().getParent());
        DurableFiles.write(file, text.toString());
    }
}
