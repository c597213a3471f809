package org.vmpilot.killall.site;

import java.util.Arrays;
import java.util.Optional;
import org.vmpilot.host.EditDistance;

/** The keys of killall.conf, with their defaults; docs/kill-all.md and conf/killall.conf say the same (a test holds them to it). */
enum SiteKey {
    NODES("nodes", null),
    USER("user", "vmpilot-killall"),
    PORT("port", "22"),
    KEYS("keys", "/etc/vmpilot/killall.key"),
    SSH_AGENT("ssh-agent", "no"),
    KNOWN_HOSTS("known-hosts", "/etc/vmpilot/killall.known_hosts"),
    JUMP("jump", ""),
    WIDTH("width", "512"),
    PROBE_TIMEOUT("probe-timeout", "4"),
    LOGIN_TIMEOUT("login-timeout", "15"),
    NODE_TIMEOUT("node-timeout", "240"),
    JOURNALS("journals", "/var/lib/vmpilot/kill-all"),
    LRM("lrm", ""),
    COORDINATOR("coordinator", ""),
    COORDINATOR_TOKEN("coordinator-token", "/etc/vmpilot/api.token"),
    COORDINATOR_CA("coordinator-ca", "");

    static final String USER_FORM = "[A-Za-z_][A-Za-z0-9._-]{0,31}";
    static final String GROUP = "group.";
    static final String ADDRESS = "address.";
    static final String LRM_SETTING = "lrm.";

    final String text;
    /** Null: must be given. */
    final String otherwise;

    SiteKey(String text, String otherwise) {
        this.text = text;
        this.otherwise = otherwise;
    }

    static Optional<SiteKey> of(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }

    /** " (did you mean 'x'?)" for the nearest known key, if one is near. */
    static String suggestion(String written) {
        SiteKey nearest = NODES;
        for (SiteKey key : values()) {
            if (EditDistance.between(written, key.text) < EditDistance.between(written, nearest.text)) {
                nearest = key;
            }
        }
        boolean near = EditDistance.between(written, nearest.text) <= (nearest.text.length() + 1) / 3;
        return near ? " (did you mean '" + nearest.text + "'?)" : "";
    }
}
