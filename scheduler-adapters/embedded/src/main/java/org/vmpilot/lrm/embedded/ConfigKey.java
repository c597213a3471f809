package org.vmpilot.lrm.embedded;

import java.util.Arrays;
import java.util.List;

/** Every key of the daemon's configuration with its default as it would be written: the one place. */
enum ConfigKey {
    STATE("", "state", "\"/var/lib/vmpilot-lrm\""),
    SOCKET("", "socket", "STATE/socket"),
    KILL_STYLE("", "kill_style", "\"session\""),
    HISTORY("", "history", "\"7d\""),
    OUTPUT_LIMIT("", "output_limit", "1048576"),
    PATH("", "path", "\"/usr/local/bin:/usr/bin:/bin\""),
    PROLOG_TIMEOUT("", "prolog_timeout", "\"30s\""),
    EPILOG_TIMEOUT("", "epilog_timeout", "\"30s\""),
    PROLOG("", "prolog", "[]"),
    EPILOG("", "epilog", "[]"),
    QUEUE_NAME("queue", "name", ""),
    QUEUE_NODES("queue", "nodes", "all"),
    QUEUE_PROPERTIES("queue", "properties", "[]"),
    QUEUE_MAX_WALLTIME("queue", "max_walltime", "\"7d\""),
    QUEUE_KILL_DELAY("queue", "kill_delay", "\"60s\""),
    QUEUE_PRIORITY("queue", "priority", "0"),
    QUEUE_PREEMPTION("queue", "preemption", "\"off\""),
    QUEUE_PROLOG("queue", "prolog", "the site's"),
    QUEUE_EPILOG("queue", "epilog", "the site's"),
    NODE_NAME("node", "name", ""),
    NODE_ENTER("node", "enter", "[]"),
    NODE_ENTER_ROOT("node", "enter_root", "[]"),
    NODE_PROPERTIES("node", "properties", "[]"),
    NODE_SHARES("node", "shares", "0"),
    NODE_MEMORY("node", "memory_mib", "0");

    final String table;
    final String key;
    /** Empty: it must be given. */
    final String standard;

    ConfigKey(String table, String key, String standard) {
        this.table = table;
        this.key = key;
        this.standard = standard;
    }

    static List<String> of(String table) {
        return Arrays.stream(values())
                .filter(one -> one.table.equals(table))
                .map(one -> one.key)
                .toList();
    }
}
