package org.vmpilot.agent.node;

import java.nio.file.Path;
import org.vmpilot.protocol.SlotKey;

/**
 * Where things lie on a node; {@code docs/node.md} names the same.
 *
 * @param run {@code /run/vmpilot}, gone at a reboot; {@code state}: {@code /var/lib/vmpilot}
 * @param programs the folder of vmpilot-create and its like
 */
public record NodeFolders(Path run, Path state, Path configuration, Path programs) {
    public static NodeFolders standard(Path home) {
        return new NodeFolders(
                Path.of("/run/vmpilot"),
                Path.of("/var/lib/vmpilot"),
                Path.of("/etc/vmpilot/node.conf"),
                home.resolve("node"));
    }

    public Path slot(SlotKey slot) {
        return run.resolve("slots").resolve(slot.text());
    }

    public Path record(SlotKey slot) {
        return slot(slot).resolve("slot");
    }

    public Path journal(SlotKey slot) {
        return slot(slot).resolve("journal");
    }

    public Path notice(SlotKey slot) {
        return slot(slot).resolve("notice");
    }

    public Path guests(SlotKey slot) {
        return slot(slot).resolve("guests");
    }

    public Path open(SlotKey slot) {
        return state.resolve("open").resolve(slot.text());
    }

    public Path certificate(SlotKey slot) {
        return state.resolve("certificates").resolve(slot.text() + ".json");
    }

    /** What {@code vmpilot-facts} has found out of this node. */
    public Path facts() {
        return run.resolve("facts.json");
    }

    /** The line to the slot's guard. */
    public Path guard(SlotKey slot) {
        return run.resolve("locks").resolve(slot.text() + ".guard");
    }

    public Path outbox() {
        return state.resolve("outbox");
    }

    public Path marks() {
        return state.resolve("marks");
    }

    /** The same for marks that {@code /var/lib} could not take. */
    public Path marksUntilBoot() {
        return run.resolve("marks");
    }
}
