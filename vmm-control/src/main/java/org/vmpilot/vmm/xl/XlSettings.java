package org.vmpilot.vmm.xl;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the adapter reaches {@code xl}.
 *
 * @param xl the command prefix of every call but create, for example {@code [xl]}
 * @param environment the whole environment of every call
 * @param configurations folder in which guest N's configuration is written as {@code N.cfg}
 * @param call how long a call may take; {@code create} likewise for a create
 * @param look pause between two looks of a wait
 */
public record XlSettings(
        List<String> xl,
        CreateCommand createCommand,
        Map<String, String> environment,
        Path configurations,
        Duration call,
        Duration create,
        Duration look) {
    public XlSettings {
        xl = List.copyOf(xl);
        environment = Map.copyOf(environment);
    }

    /** The command that creates the guest with this index from this configuration. */
    @FunctionalInterface
    public interface CreateCommand {
        List<String> of(int index, Path configuration);
    }
}
