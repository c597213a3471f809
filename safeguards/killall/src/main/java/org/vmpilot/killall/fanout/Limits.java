package org.vmpilot.killall.fanout;

import java.time.Duration;

/**
 * The bounds of a fan-out.
 *
 * @param width the most nodes that are logged in to at once; most of that time a node is at work, which costs this machine nothing
 * @param probe from the first packet to the SSH server's greeting
 * @param login from the greeting's turn to an accepted login
 * @param node from the login to the verdict
 */
public record Limits(int width, Duration probe, Duration login, Duration node) {
    /** Connections under way at once: each is a socket without a thread. */
    static final int PROBES = 512;
    /** Logins under way at once, at most: each costs this machine a key exchange, and a jump host or a name service as well. */
    static final int LOGINS = 64;
    /** How often a connection that broke before the login is made anew, and the pause before, times the try. */
    static final int TRIES = 3;

    static final long RETRY_PAUSE_MS = 1000;

    public Limits {
        if (width < 1) {
            throw new IllegalArgumentException("width must be at least 1: " + width);
        }
    }

    int logins() {
        return Math.min(LOGINS, width);
    }

    /** Greeted nodes that wait for a place. More would only grow old: sshd closes after LoginGraceTime. */
    int ready() {
        return 2 * logins();
    }
}
