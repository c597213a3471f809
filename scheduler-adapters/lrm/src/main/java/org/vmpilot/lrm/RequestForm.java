package org.vmpilot.lrm;

import java.util.regex.Pattern;

/** What no LRM could take, whatever it is. */
final class RequestForm {
    /** What Grid Engine, PBS and Slurm all take: no '/', no leading digit (Grid Engine), 15 characters (PBS). */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,14}");

    private RequestForm() {}

    /** @throws LrmException of kind INVALID, in words for people */
    static void check(JobRequest request, Dialect dialect) throws LrmException {
        if (request.gang() && !dialect.assemblies().contains(request.assembly())) {
            throw invalid("job " + request.name() + ": " + dialect.name()
                    + " has no job over several nodes of the kind " + request.assembly());
        }
        if (!NAME.matcher(request.name()).matches()) {
            throw invalid("job name '" + request.name()
                    + "': a letter, then letters, digits, '.', '_' or '-', at most 15 characters in all");
        }
        if (request.command().isEmpty() || !request.command().get(0).startsWith("/")) {
            throw invalid("job " + request.name() + ": the command must be an absolute path");
        }
        if (request.command().stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw invalid("job " + request.name() + ": a NUL character in the command");
        }
        if (request.walltime().toSeconds() < 1) {
            throw invalid("job " + request.name() + ": a walltime of at least one second, not " + request.walltime());
        }
    }

    private static LrmException invalid(String message) {
        return new LrmException(LrmException.Kind.INVALID, message);
    }
}
