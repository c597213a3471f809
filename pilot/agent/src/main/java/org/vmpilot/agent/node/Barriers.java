package org.vmpilot.agent.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vmpilot.protocol.SlotKey;

/** What keeps a pilot from starting anything on this node; looked at before the claim, and again by vmpilot-create. */
public final class Barriers {
    private Barriers() {}

    /** Why nothing may be started, for people; empty: nothing stands in the way. */
    public static Optional<String> against(SlotKey slot, NodeFolders folders) {
        if (Files.exists(folders.barred()) || Files.exists(folders.barredUntilBoot())) {
            return Optional.of("this node is barred; vmpilot-reap --all looks again");
        }
        if (Files.exists(folders.frozen()) || Files.exists(folders.frozenUntilBoot())) {
            return Optional.of("this node is frozen by kill-all");
        }
        if (Files.exists(folders.certificate(slot))) {
            return Optional.of("slot " + slot + " is over here: " + folders.certificate(slot));
        }
        for (Path begun : new Path[] {folders.record(slot), folders.open(slot)}) {
            if (Files.exists(begun)) {
                return Optional.of("slot " + slot + " was begun here before: " + begun);
            }
        }
        return Optional.empty();
    }
}
