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
 * Reads what {@code xl list -v} prints. A line that is not understood makes the whole look worthless: a domain may hide in it.
 */
final class XlListing {
    /**
     * Name, id, memory, vcpus, state, time, UUID, reason, label. A name may hold blanks, even a whole look-alike line: the name
     * takes as much as it can, so that the fields are the last ones of the line.
     */
    private static final Pattern LINE = Pattern.compile(
            "(.*) +([0-9]{1,9}) +([0-9]{1,9}) +([0-9]{1,9}) +([r-][b-][p-][s-][c-][d-]) +[0-9]+\\.[0-9] +"
                    + "([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}) +(?:-|[0-9]+) +\\S+ *");

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
        for (int i = 1; i < lines.length; i++) {
            domains.add(domain(lines[i]));
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

    private static Domain domain(String line) throws VmmException {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw notUnderstood("a line is not of the form of a domain", line);
        }
        String name = matcher.group(1).stripTrailing();
        return new Domain(
                Integer.parseInt(matcher.group(2)),
                name.isEmpty() || name.equals(NO_NAME) ? Optional.empty() : Optional.of(name),
                matcher.group(6).toLowerCase(Locale.ROOT),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)),
                state(matcher.group(5)));
    }

    /** {@code --ps--} is a dying domain as well (recorded after a destroy). */
    private static DomainState state(String letters) {
        boolean paused = letters.charAt(2) == 'p';
        boolean ended = letters.charAt(3) == 's';
        if (letters.charAt(5) == 'd' || (paused && ended)) {
            return DomainState.DYING;
        }
        if (letters.charAt(4) == 'c') {
            return DomainState.CRASHED;
        }
        if (ended) {
            return DomainState.ENDED;
        }
        return paused ? DomainState.PAUSED : DomainState.ALIVE;
    }

    private static VmmException notUnderstood(String why, String text) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return new VmmException(
                VmmException.Kind.UNKNOWN, "xl list -v was not understood: " + why + ": '" + shown + "'");
    }
}
