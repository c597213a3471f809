package org.vmpilot.guard;

import java.nio.file.Path;
import java.util.List;

/** What a node needs to say to its coordinator that it cannot work, however wrong the rest of {@code node.conf} is. */
public record CoordinatorAccess(String node, List<String> coordinators, Path keyFile) {
    public CoordinatorAccess {
        coordinators = List.copyOf(coordinators);
    }
}
