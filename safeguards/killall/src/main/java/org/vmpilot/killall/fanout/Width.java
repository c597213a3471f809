package org.vmpilot.killall.fanout;

/**
 * How many logins go on at once. Begins small, grows by one with each login that is as quick as the quickest was (so it doubles
 * each round), and shrinks by a quarter, once a round at most, when logins become slow: then this machine, the jump host or a
 * name service is at its limit, and more at once would only make all of them run into their deadlines.
 */
final class Width {
    private static final int FIRST = 32;
    /** The least that is left; enough to come through beside a few nodes that hang. */
    private static final int LEAST = 8;

    private static final int SLOWER = 4;
    private static final long SLACK_MS = 1000;

    private final int most;
    private int now;
    private long quickest = Long.MAX_VALUE;
    private int sinceShrunk;

    Width(int most) {
        this.most = most;
        now = Math.min(FIRST, most);
        sinceShrunk = now;
    }

    int now() {
        return now;
    }

    void loginTook(long millis) {
        quickest = Math.min(quickest, millis);
        sinceShrunk++;
        if (millis <= SLOWER * quickest + SLACK_MS) {
            now = Math.min(most, now + 1);
        } else if (sinceShrunk >= now) {
            now = Math.min(most, Math.max(LEAST, now - now / 4));
            sinceShrunk = 0;
        }
    }
}
