package org.vmpilot.vmm.xl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.VmmException;

/**
 * Reads what {@code xl list -v} prints. Where a domain's columns are there, what is strange in them concerns that domain alone: its state is UNKNOWN. A line
 * whose columns cannot be told makes the whole look worthless: a domain may hide in it.
 */
final class XlListing {
    /**
     * Name, id, memory, vcpus, state, time, UUID, and whatever follows (the reason is hexadecimal, a label is anybody's words). A name may hold blanks, even a
     * whole look-alike line, and line breaks: the name takes as much as it can, so that the fields are the last ones of the line.
     */
    private static final Pattern LINE = Pattern.compile(
            "(.*) +([0-9]{1,9}) +([0-9]{1,9}) +([0-9]{1,9}) +(\\S+) +\\S+ +"
                    + "([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?: .*)?",
            Pattern.DOTALL);

    /** What no name's first lines may look like: a domain's columns, of which the end is missing. */
    private static final Pattern COLUMNS = Pattern.compile("(?:^|.* )[0-9]+ +[0-9]+ +[0-9]+ +\\S+ +[0-9.]+(?: .*)?");

    private static final Pattern LETTERS = Pattern.compile("[r-][b-][p-][s-].[d-]");
    private static final String NO_NAME = "(null)";

    private XlListing() {}

    static List<Domain> parse(String text) throws VmmException {
        if (!text.startsWith("Name ") || !text.endsWith("\n")) {
            throw notUnderstood("it does not begin with the header or ends in the middle of a line", text);
        }
        String[] lines = text.stripTrailing().split("\n", -1);
        if (!lines[0].contains("UUID")) {
            throw notUnderstood("its header has no UUID", lines[0]);
        }
        List<Domain> domains = new ArrayList<>();
        String begun = "";
        for (int i = 1; i < lines.length; i++) {
            Matcher matcher = LINE.matcher(begun + lines[i]);
            if (matcher.matches()) {
                domains.add(domain(matcher));
                begun = "";
            } else if (lines[i].isBlank() || COLUMNS.matcher(lines[i]).matches()) {
                throw notUnderstood("a line is not of the form of a domain", lines[i]);
            } else {
                begun += lines[i] + '\n';
            }
        }
        if (!begun.isEmpty()) {
            throw notUnderstood("a line is not of the form of a domain", begun);
        }
        check(domains, text);
        return domains;
    }

    private static void check(List<Domain> domains, String text) throws VmmException {
        Set<Integer> ids = new HashSet<>();
        for (Domain domain : domains) {
            if (!ids.add(domain.id())) {
                throw notUnderstood("domain " + domain.id() + " is there twice", text);
            }
        }
        if (!ids.contains(0)) {
            throw notUnderstood("dom0 is missing", text);
        }
    }

    private static Domain domain(Matcher matcher) {
        String name = matcher.group(1).strip();
        return new Domain(
                Integer.parseInt(matcher.group(2)),
                name.isEmpty() || name.equals(NO_NAME) ? Optional.empty() : Optional.of(name),
                matcher.group(6).toLowerCase(Locale.ROOT),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)),
                state(matcher.group(5)));
    }

    /**
     * The fifth letter says why a domain has shut down: {@code -} power-off, r reboot, s suspend, c crash, w watchdog, S soft reset, ? a reason that xl does not
     * know (xl_list.c). {@code --ps--} is a dying domain (recorded after a destroy); {@code --psr-} is the old half of a reboot (recorded).
     */
    private static DomainState state(String letters) {
        if (!LETTERS.matcher(letters).matches()) {
            return DomainState.UNKNOWN;
        }
        boolean paused = letters.charAt(2) == 'p';
        if (letters.charAt(5) == 'd') {
            return DomainState.DYING;
        }
        if (letters.charAt(3) != 's') {
            return letters.charAt(4) == '-' ? running(paused) : DomainState.UNKNOWN;
        }
        return switch (letters.charAt(4)) {
            case 'r', 'S' -> DomainState.REBOOTING;
            case 's' -> DomainState.PAUSED;
            case 'c' -> paused ? DomainState.DYING : DomainState.CRASHED;
            case '-', 'w' -> paused ? DomainState.DYING : DomainState.ENDED;
            default -> DomainState.UNKNOWN;
        };
    }

    private static DomainState running(boolean paused) {
        return paused ? DomainState.PAUSED : DomainState.ALIVE;
    }

    private static VmmException notUnderstood(String why, String text) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return new VmmException(
                VmmException.Kind.UNKNOWN, "xl list -v was not understood: " + why + ": '" + shown + "'");
    }
}
