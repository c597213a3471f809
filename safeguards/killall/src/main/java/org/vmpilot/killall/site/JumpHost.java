package org.vmpilot.killall.site;

/** The one host that all nodes are reached through. */
public record JumpHost(String user, Endpoint endpoint) {
    static JumpHost parse(String text, String otherwise) {
        int at = text.indexOf('@');
        String user = at < 0 ? otherwise : text.substring(0, at);
        if (!user.matches(SiteKey.USER_FORM)) {
            throw new IllegalArgumentException("must be HOST, USER@HOST or USER@HOST:PORT, not '" + text + "'");
        }
        return new JumpHost(user, Endpoint.parse(text.substring(at + 1), Endpoint.SSH));
    }

    @Override
    public String toString() {
        return user + "@" + endpoint;
    }
}
