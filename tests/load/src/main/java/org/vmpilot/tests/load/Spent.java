package org.vmpilot.tests.load;

import com.google.common.base.Ticker;
import java.io.IOException;

/**
 * What a coordinator has spent so far; two of them make the cost of what lies between.
 *
 * @param words of agents that were answered
 * @param loop seconds of a processor, of the loop's thread
 */
record Spent(long words, long commits, double loop, double process, double seconds) {
    static Spent by(LoadSite site) throws IOException {
        return new Spent(
                site.words(),
                Commits.of(site.database()),
                site.coordinator().loopSeconds(),
                site.coordinator().processorSeconds(),
                Ticker.systemTicker().read() / 1e9);
    }

    Spent since(Spent before) {
        return new Spent(
                words - before.words,
                commits - before.commits,
                loop - before.loop,
                process - before.process,
                seconds - before.seconds);
    }

    double loopPerWord() {
        return loop / words;
    }
}
