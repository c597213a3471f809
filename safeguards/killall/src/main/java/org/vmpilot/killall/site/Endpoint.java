package org.vmpilot.killall.site;

/**
 * Where an SSH server listens.
 *
 * @param host name or address
 */
public record Endpoint(String host, int port) {
    public static final int SSH = 22;

    /** @throws IllegalArgumentException with words for people */
    static Endpoint parse(String text, int otherwise) {
        int colon = text.lastIndexOf(':');
        boolean bareV6 = colon >= 0 && text.indexOf(':') != colon && !text.startsWith("[");
        if (colon < 0 || bareV6 || text.endsWith("]")) {
            return new Endpoint(host(text), otherwise);
        }
        return new Endpoint(host(text.substring(0, colon)), port(text.substring(colon + 1)));
    }

    private static String host(String text) {
        String host = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!host.matches("[A-Za-z0-9][A-Za-z0-9._-]*|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")) {
            throw new IllegalArgumentException("must be HOST or HOST:PORT, not '" + text + "'");
        }
        return host;
    }

    static int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("must be a port from 1 to 65535, not '" + text + "'");
        }
        return port;
    }

    /** As known_hosts names it: {@code [host]:port} for any port but 22. */
    public static String knownAs(String name, int port) {
        return port == SSH ? name : "[" + name + "]:" + port;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
