package org.vmpilot.agent.node;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.guard.LrmJob;
import org.vmpilot.guard.LrmName;

/**
 * Reads what the launcher says: {@code job ID [ID]} (the second: as the LRM's hooks are told it, if that is another), {@code lrm NAME}, {@code signal NAME}. The launcher runs under an ordinary
 * account: every line is checked for form and bounded. Each signal and the end of the pipe are heard however much was said before.
 */
public final class LauncherLines {
    private static final int LINE_LENGTH = 256;
    /** Of lines that are not understood the log tells no more. */
    private static final int COMPLAINTS = 100;

    private static final int JOB_LENGTH = 128;
    private static final List<String> SIGNALS = List.of("TERM", "USR1", "USR2", "XCPU", "HUP", "INT", "CONT");
    /** The same signal so often is no news any more. */
    private static final int SIGNALS_EACH = 100;

    private final InputStream in;
    private final Mailbox mailbox;
    private final AgentLog log;
    private String job;
    private String told;
    private LrmName lrm;
    private boolean introduced;
    private int complaints;
    private final Map<String, Integer> signals = new HashMap<>();

    public LauncherLines(InputStream in, Mailbox mailbox, AgentLog log) {
        this.in = in;
        this.mailbox = mailbox;
        this.log = log;
    }

    /** Until the pipe ends. */
    public void read() {
        try {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c != '\n') {
                    if (line.length() <= LINE_LENGTH) {
                        line.append((char) c);
                    }
                } else {
                    line(line.toString());
                    line.setLength(0);
                }
            }
        } catch (IOException e) {
            log.say("the launcher's pipe cannot be read: " + e.getMessage());
        }
        mailbox.post(new Event.JobOver());
    }

    private void line(String line) {
        String[] words = line.split(" ", 4);
        if (words[0].equals("job") && isJob(words) && job == null) {
            job = words[1];
            told = words[words.length - 1];
        } else if (words[0].equals("lrm") && words.length == 2 && lrm == null) {
            lrm = lrm(words[1]);
        } else if (words[0].equals("signal") && words.length == 2 && SIGNALS.contains(words[1])) {
            signal(words[1]);
        } else {
            complain("the launcher said something that is not understood");
        }
        if (!introduced && job != null && lrm != null) {
            introduced = true;
            mailbox.post(new Event.Introduced(new LrmJob(job, told, lrm)));
        }
    }

    private void signal(String name) {
        if (signals.merge(name, 1, Integer::sum) <= SIGNALS_EACH) {
            mailbox.post(new Event.Signalled(name));
        }
    }

    private void complain(String words) {
        complaints++;
        if (complaints <= COMPLAINTS) {
            log.say(words);
        }
    }

    private LrmName lrm(String name) {
        try {
            return LrmName.of(name);
        } catch (IllegalArgumentException e) {
            complain("the launcher named an unknown LRM");
            return null;
        }
    }

    private static boolean isJob(String[] words) {
        return (words.length == 2 || words.length == 3)
                && isWord(words[1], JOB_LENGTH)
                && isWord(words[words.length - 1], JOB_LENGTH);
    }

    private static boolean isWord(String word, int most) {
        if (word.isEmpty() || word.length() > most) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!plain && "._@-[]".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
