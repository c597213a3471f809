package org.vmpilot.client;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vmpilot.client.ClientException.Kind;

/** Asks again, about a minute long, while the coordinator is away or busy. For what changes nothing. */
final class Retrying {
    private static final Set<Kind> PASSING = EnumSet.of(Kind.UNREACHABLE, Kind.TRY_LATER, Kind.UNKNOWN);
    private static final int TRIES = 60;

    private Retrying() {}

    /** What is asked. */
    interface Question<T> {
        T ask() throws ClientException, InterruptedException;
    }

    static <T> T ask(Question<T> question) throws ClientException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return question.ask();
            } catch (ClientException e) {
                if (!PASSING.contains(e.kind()) || tries == TRIES) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() throws InterruptedException {
        boolean released = new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        if (released) {
            throw new IllegalStateException("nobody counts this latch down");
        }
    }
}
