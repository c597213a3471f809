package org.vmpilot.lrm.pbs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ggf.drmaa.DrmCommunicationException;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.worker.NotSentException;

/** Questions that the dialect has for PBS's programs: whatever fails, nothing was done. */
final class Asking {
    private final Programs programs;

    Asking(Programs programs) {
        this.programs = programs;
    }

    Programs.Answer run(String program, String... arguments) throws LrmException {
        try {
            return programs.run(program, List.of(arguments));
        } catch (DrmCommunicationException e) {
            throw unreachable(e.getMessage(), e);
        }
    }

    /** A query that must succeed. */
    String output(String program, String... arguments) throws LrmException {
        Programs.Answer answer = run(program, arguments);
        if (answer.status() != 0) {
            throw unreachable(Refusal.words(program, answer), null);
        }
        return answer.output();
    }

    JsonNode json(String program, String... arguments) throws LrmException {
        try {
            return PbsJson.read(program, output(program, arguments));
        } catch (OutputException e) {
            throw unreachable(e.getMessage(), e);
        }
    }

    /** A change that may be asked for again. */
    void change(String program, String... arguments) throws LrmException {
        Programs.Answer answer;
        try {
            answer = programs.run(program, List.of(arguments));
        } catch (NotSentException e) {
            throw unreachable(e.getMessage(), e);
        } catch (DrmCommunicationException e) {
            throw new LrmException(LrmException.Kind.UNKNOWN, e.getMessage(), e);
        }
        if (answer.status() != 0) {
            throw new LrmException(kind(answer), Refusal.words(program, answer));
        }
    }

    private static LrmException.Kind kind(Programs.Answer answer) {
        if (Refusal.notSent(answer)) {
            return LrmException.Kind.UNREACHABLE;
        }
        boolean refused = answer.errors().contains("Unauthorized Request")
                || answer.errors().contains("Unknown node");
        return refused ? LrmException.Kind.DENIED : LrmException.Kind.UNKNOWN;
    }

    static LrmException unreachable(String words, Throwable cause) {
        return new LrmException(LrmException.Kind.UNREACHABLE, words, cause);
    }
}
