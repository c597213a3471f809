package org.vmpilot.coordinator.store;

import java.nio.file.Path;
import org.vmpilot.protocol.LeaseToken;

/** A process that halts in the instruction after its last commit. */
final class KilledAfterCommits {
    static final int COMMITS = 20;
    static final int EXIT = 7;

    private KilledAfterCommits() {}

    public static void main(String[] arguments) throws StoreException {
        Store store = Store.open(Path.of(arguments[0]));
        for (int i = 0; i < COMMITS; i++) {
            store.commit(StoreTest.created(new LeaseToken("vabcde" + "abcdefghijklmnopqrst".charAt(i) + "a")));
        }
        Runtime.getRuntime().halt(EXIT);
    }
}
