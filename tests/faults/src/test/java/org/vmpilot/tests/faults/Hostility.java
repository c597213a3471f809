package org.vmpilot.tests.faults;

import java.util.List;

/** What a node is like (docs/virtual-node.md, "A hostile node"), and whether the way home may stumble over it. */
enum Hostility {
    NONE(true),
    OLD_BASH_AND_FULL_TMP(true, "bash-5.0", "tmp-full"),
    OLDER_BASH_AND_READ_ONLY_TMP(true, "bash-4.4", "tmp-read-only"),
    FOREIGN_FUNCTIONS(true, "bash-sh", "functions"),
    FOREIGN_FUNCTIONS_OF_AN_OLD_BASH(true, "bash-4.4", "functions"),
    OLD_ENV(true, "old-env"),
    OLD_EVERYTHING(true, "bash-4.4", "old-env", "tmp-full", "functions"),
    CGROUP_V1(true, "cgroup-v1"),
    CGROUP_V2(true, "cgroup-v2"),
    GROUPS_OF_OTHER_UNITS(true, "cgroup-v2-units"),
    RUN_FULL(false, "run-full"),
    RUN_WITHOUT_INODES(false, "run-no-inodes"),
    RUN_FULL_AND_OLD_BASH(false, "bash-4.4", "tmp-full", "run-full"),
    VAR_FULL(false, "var-full"),
    VAR_READ_ONLY(false, "var-read-only"),
    EVERYTHING_FULL(false, "tmp-full", "var-full", "run-no-inodes"),
    FEW_PROCESSES(false, "few-processes");

    /** Nothing of it is a reason not to be clean at once. */
    final boolean harmless;

    private final String kinds;

    Hostility(boolean harmless, String... kinds) {
        this.harmless = harmless;
        this.kinds = String.join(" ", kinds);
    }

    /** As virtual-node takes them. */
    List<String> kinds() {
        return kinds.isEmpty() ? List.of() : List.of(kinds.split(" ", -1));
    }

    boolean hasFullRun() {
        return kinds().stream().anyMatch(kind -> kind.startsWith("run-"));
    }

    /** Not even a mark can be kept. */
    boolean takesNoMark() {
        return hasFullRun() && kinds().stream().anyMatch(kind -> kind.startsWith("var-"));
    }
}
