package org.vmpilot.killall;

import java.util.List;

/** What a node of the farm does. */
sealed interface Behaviour {
    /**
     * An SSH server that lets the site's key in and answers so.
     *
     * @param lines what the entry prints; the last one after the delay
     * @param then what follows
     */
    record Answers(List<String> lines, long delayMillis, Then then) implements Behaviour {}

    enum Then {
        EXIT,
        HANG,
        CLOSE_CONNECTION,
        FLOOD
    }

    /** Knows other keys than the site's. */
    record RefusesLogin() implements Behaviour {}

    /** Answers with a host key that is not the one in known_hosts. */
    record WrongHostKey() implements Behaviour {}

    /** Accepts connections and says this, then nothing. */
    record SaysOnly(String text) implements Behaviour {}

    /** Closes each connection at once; so many times, then it is well. */
    record ClosesAtFirst(int times) implements Behaviour {}

    /** Nobody listens. */
    record Nobody() implements Behaviour {}

    /** Its backlog is full: what is sent to it is dropped. */
    record Drops() implements Behaviour {}

    static String verdict(String word, int ours, String... residues) {
        String list = residues.length == 0 ? "" : "\"" + String.join("\",\"", residues) + "\"";
        boolean frozen = !word.equals("thawed");
        return "{\"format\":\"vmpilot-killall/1\",\"verdict\":\"" + word + "\",\"frozen\":" + frozen + ",\"ours\":"
                + ours + ",\"residues\":[" + list + "],\"foreign\":[],\"why\":\"\"}";
    }

    String MARKED = "{\"format\":\"vmpilot-killall/1\",\"step\":\"frozen\"}";

    static Behaviour clean(int ours) {
        return slow(ours, 0);
    }

    static Behaviour slow(int ours, long delayMillis) {
        return new Answers(
                List.of(MARKED, verdict(ours > 0 ? "clean" : "nothing_to_do", ours)), delayMillis, Then.EXIT);
    }

    static Behaviour dirty(String residue) {
        return new Answers(List.of(MARKED, verdict("dirty", 1, residue)), 0, Then.EXIT);
    }

    static Behaviour marksAndThen(Then then) {
        return new Answers(List.of(MARKED), 0, then);
    }
}
