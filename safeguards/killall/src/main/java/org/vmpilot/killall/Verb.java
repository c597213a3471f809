package org.vmpilot.killall;

/** What the entry on a node is asked for; the word is the one that goes over the wire. */
enum Verb {
    LOOK("look"),
    KILL_ALL("kill-all"),
    THAW("thaw");

    final String word;

    Verb(String word) {
        this.word = word;
    }

    static Verb of(String word) {
        for (Verb verb : values()) {
            if (verb.word.equals(word)) {
                return verb;
            }
        }
        throw new IllegalArgumentException("no such verb: " + word);
    }
}
