package org.vmpilot.guard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of {@code boot-loaders} in {@code node.conf}: {@code NAME:/path word word}. An order says the name; the program and its words are the node's, because a
 * boot loader runs as root in dom0, reads a disk that a guest has written, and would take an output file from its words.
 *
 * @param arguments the fixed words
 */
public record BootLoader(String name, String path, List<String> arguments) {
    private static final String NAME = "[a-z][a-z0-9-]{0,30}";

    public BootLoader {
        arguments = List.copyOf(arguments);
    }

    /** Empty: one of them is not of that form, or its name is another's as well. */
    static Optional<List<BootLoader>> parse(List<String> entries) {
        List<BootLoader> loaders = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String entry : entries) {
            Optional<BootLoader> loader = parse(entry);
            if (loader.isEmpty() || !names.add(loader.get().name())) {
                return Optional.empty();
            }
            loaders.add(loader.get());
        }
        return Optional.of(loaders);
    }

    private static Optional<BootLoader> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || !text.substring(0, colon).matches(NAME) || !NodeWords.isPrintableAscii(text)) {
            return Optional.empty();
        }
        List<String> words =
                new ArrayList<>(List.of(text.substring(colon + 1).strip().split(" +")));
        String path = words.remove(0);
        return path.startsWith("/")
                ? Optional.of(new BootLoader(text.substring(0, colon), path, words))
                : Optional.empty();
    }
}
