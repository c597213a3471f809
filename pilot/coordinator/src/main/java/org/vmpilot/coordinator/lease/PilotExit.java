package org.vmpilot.coordinator.lease;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the end of a pilot job that made no claim says of its node: {@code pilot-job}'s exit codes, as {@code docs/node.md} has them. */
final class PilotExit {
    /** Each LRM has words of its own: "exit 78", "exit status 78", "Exit_status 78", "FAILED, exit 78:0". */
    private static final Pattern CODE =
            Pattern.compile("(?i)\\bexit[ _](?:status[ _]|code[ _])?(\\d{1,3})\\b(?!:[1-9])");

    private static final Map<Integer, String> COULD_NOT_START = Map.of(
            3, "the slot runs there already, or as many pilots as its pilots-max allows",
            64, "pilot-job was given no slot token",
            69, "a program is missing there, or is too old: sudo, bash 4.4, what resets signals",
            73, "/run/vmpilot or /var/lib/vmpilot cannot be written there",
            77, "sudo there does not let the job's account run vmpilot-node",
            78, "its node.conf is not in order, or not root's alone",
            126, "pilot-job cannot be run there",
            127, "pilot-job is not there");

    private PilotExit() {}

    /** Why nothing was claimed, for people, with the LRM's own words. */
    static String words(String lrm) {
        return known(lrm)
                .map(why ->
                        "the node's pilot could not start: " + why + " (" + lrm + "; its syslog says more: pilot-job)")
                .orElse("the job ended without a claim: " + lrm);
    }

    /** Why a pilot could not start, where its exit code says so. */
    static Optional<String> known(String lrm) {
        Matcher code = CODE.matcher(lrm);
        return code.find()
                ? Optional.ofNullable(COULD_NOT_START.get(Integer.parseInt(code.group(1))))
                : Optional.empty();
    }
}
