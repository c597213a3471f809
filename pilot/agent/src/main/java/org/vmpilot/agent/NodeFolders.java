package org.vmpilot.agent;

import java.nio.file.Path;
import org.vmpilot.protocol.SlotKey;

/**
 * Where things lie on a node; {@code docs/node.md} names the same.
 *
 * @param run {@code /run/vmpilot}, gone at a reboot; {@code state}: {@code /var/lib/vmpilot}
 * @param programs the folder of vmpilot-create and its like
 */
record NodeFolders(Path run, Path state, Path configuration, Path programs) {
    static NodeFolders standard(Path home) {
        return new NodeFolders(
                Path.of("/run/vmpilot"),
                Path.of("/var/lib/vmpilot"),
                Path.of("/etc/vmpilot/node.conf"),
                home.resolve("node"));
    }

    Path slot(SlotKey slot) {
        return run.resolve("slots").resolve(slot.text());
    }

    Path record(SlotKey slot) {
        return slot(slot).resolve("slot");
    }

    Path journal(SlotKey slot) {
        return slot(slot).resolve("journal");
    }

    Path notice(SlotKey slot) {
        return slot(slot).resolve("notice");
    }

    Path guests(SlotKey slot) {
        return slot(slot).resolve("guests");
    }

    Path open(SlotKey slot) {
        return state.resolve("open").resolve(slot.text());
    }

    Path certificate(SlotKey slot) {
        return state.resolve("certificates").resolve(slot.text() + ".json");
    }

    /** The line to the slot's guard. */
    Path guard(SlotKey slot) {
        return run.resolve("locks").resolve(slot.text() + ".guard");
    }

    Path outbox() {
        return state.resolve("outbox");
    }

    Path barred() {
        return state.resolve("barred");
    }

    /** The same mark where {@code /var/lib} could not be written. */
    Path barredUntilBoot() {
        return run.resolve("barred");
    }

    Path frozen() {
        return state.resolve("frozen");
    }

    /** The same mark where {@code /var/lib} could not be written. */
    Path frozenUntilBoot() {
        return run.resolve("frozen");
    }
}
