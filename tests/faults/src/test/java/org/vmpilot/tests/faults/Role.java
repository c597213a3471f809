package org.vmpilot.tests.faults;

import java.util.regex.Pattern;

/** The processes of a pilot job, each known by its command line. */
enum Role {
    LAUNCHER("/bin/bash [^ ]*/pilot-job( .*)?"),
    SUDO("sudo -n -- .*"),
    NODE(".*/vmpilot-node --clean \\S+ \\S+ run .*"),
    AGENT(".* org\\.vmpilot\\.agent\\.Agent run .*"),
    GUARD(".*/vmpilot-guard v.*"),
    REAPER(".*/vmpilot-reap --slot .*"),
    /** vmpilot-create, its time-out, and the xl that has not come back yet. */
    CREATE("(.*/vmpilot-create |timeout .* xl create |.*/xl create ).*"),
    /** xl, gone into the background: it would make a guest anew that reboots. */
    DAEMON(".*/xl create .*"),
    DELIVERY(".* (deliver|org\\.vmpilot\\.agent\\.Agent deliver)");

    private final Pattern commandLine;

    Role(String pattern) {
        commandLine = Pattern.compile(pattern);
    }

    boolean is(NodeProcesses.Entry process) {
        boolean adopted = process.parentIsInit();
        return commandLine.matcher(process.commandLine()).matches()
                && (this != CREATE || !adopted)
                && (this != DAEMON || adopted);
    }
}
