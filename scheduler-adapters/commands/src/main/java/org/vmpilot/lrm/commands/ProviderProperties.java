package org.vmpilot.lrm.commands;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How a program that has a provider's jar on its class path tells it what it needs: system properties {@code drmaa.LRM.KEY}. {@code sessions}
 * is the folder in which sessions are kept (default: {@code ~/.drmaa-LRM}), {@code exit_files} see {@link SessionOptions#exitFolder},
 * {@code category.NAME} the native specification of a job category; the others are the adapter's settings.
 */
public record ProviderProperties(SessionOptions options, Map<String, String> settings) {
    private static final String CATEGORY = "category.";

    public static ProviderProperties of(String lrm, Properties properties) {
        String prefix = "drmaa." + lrm + ".";
        Map<String, String> settings = new TreeMap<>();
        Map<String, String> categories = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(prefix + CATEGORY)) {
                categories.put(name.substring(prefix.length() + CATEGORY.length()), properties.getProperty(name));
            } else if (name.startsWith(prefix)) {
                settings.put(name.substring(prefix.length()), properties.getProperty(name));
            }
        }
        Path kept = Path.of(properties.getProperty("user.home"), ".drmaa-" + lrm);
        Path sessions =
                Optional.ofNullable(settings.remove("sessions")).map(Path::of).orElse(kept);
        Optional<Path> exits =
                Optional.ofNullable(settings.remove("exit_files")).map(Path::of);
        SessionOptions plain = SessionOptions.plain();
        return new ProviderProperties(
                new SessionOptions(
                        Optional.of(sessions), exits, categories, plain.fresh(), plain.pollMin(), plain.pollMax()),
                settings);
    }
}
