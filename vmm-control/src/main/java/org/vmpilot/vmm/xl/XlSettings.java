package org.vmpilot.vmm.xl;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the adapter reaches {@code xl}.
 *
 * @param xl the command prefix of every call but create, for example {@code [xl]}
 * @param watch the command that prints a line whenever a domain has ended or is gone, and one at its start
 * @param environment the whole environment of every call
 * @param configurations folder in which guest N's configuration is written as {@code N.cfg}
 * @param call how long a call may take; {@code create} likewise for a create
 * @param look pause between two looks of a wait
 */
public record XlSettings(
        List<String> xl,
        CreateCommand createCommand,
        List<String> watch,
        Map<String, String> environment,
        Path configurations,
        Duration call,
        Duration create,
        Duration look) {
    public XlSettings {
        xl = List.copyOf(xl);
        watch = List.copyOf(watch);
        environment = Map.copyOf(environment);
    }

    /**
     * xenstored fires the watch {@code @releaseDomain} when it is set, when a domain shuts down or crashes, and when one is gone (Xen 4.17). The program ends with the
     * thread that has started it.
     */
    public static List<String> watchOfXenstore() {
        return List.of("setpriv", "--pdeathsig", "KILL", "xenstore-watch", "@releaseDomain");
    }

    /** The command that creates the guest with this index from this configuration. */
    @FunctionalInterface
    public interface CreateCommand {
        List<String> of(int index, Path configuration);
    }
}
