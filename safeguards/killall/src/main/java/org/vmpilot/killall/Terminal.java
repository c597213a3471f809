package org.vmpilot.killall;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The admin's side: results on stdout, everything else on stderr, answers from stdin. */
final class Terminal {
    private final PrintStream out;
    private final PrintStream err;
    private final BufferedReader in;
    private final boolean interactive;

    /**
     * @param interactive whether stderr is a terminal, so that a line may be written over
     */
    Terminal(InputStream in, PrintStream out, PrintStream err, boolean interactive) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    static Terminal system() {
        return new Terminal(System.in, System.out, System.err, errorsAreShown());
    }

    /** System.console() says this of stdin and stdout together, and from JDK 22 on nothing at all. */
    private static boolean errorsAreShown() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    void print(List<String> lines) {
        lines.forEach(out::println);
        out.flush();
    }

    void say(String line) {
        err.println(line);
        err.flush();
    }

    /** Whether the answer is exactly this number; the end of the input is a no. */
    boolean confirms(String question, int number) {
        err.print(question);
        err.flush();
        try {
            String answer = in.readLine();
            return answer != null && answer.strip().equals(Integer.toString(number));
        } catch (IOException e) {
            return false;
        }
    }

    Progress progress(String what, int total, long now) {
        return new Progress(err, interactive, what, total, now);
    }
}
