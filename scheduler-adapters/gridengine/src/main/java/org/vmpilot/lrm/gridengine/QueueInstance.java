package org.vmpilot.lrm.gridengine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/**
 * A queue's part on one host, from {@code qstat -f -explain aAcE -xml}.
 *
 * @param name {@code queue@host}
 * @param letters its states, see qstat(1); empty: it takes jobs
 * @param alarm why it is in load alarm
 * @param error why it is in error
 */
record QueueInstance(String name, String letters, Optional<String> alarm, Optional<String> error) {
    /** What the load sensor reports on a node that has barred itself. */
    static final String DIRTY = "vmpilot_dirty";

    private static final Pattern REPORTED = Pattern.compile(":" + DIRTY + "=0*[1-9]");
    private static final String WHAT = "qstat -f -xml";

    static List<QueueInstance> parse(String xml) throws OutputException {
        List<QueueInstance> instances = new ArrayList<>();
        for (Element line : XmlText.all(XmlText.parse(WHAT, xml, "job_info"), "Queue-List")) {
            instances.add(new QueueInstance(
                    XmlText.needed(WHAT, line, "name"),
                    XmlText.text(line, "state").orElse(""),
                    XmlText.text(line, "load-alarm-reason"),
                    XmlText.text(line, "message")));
        }
        return instances;
    }

    String queue() {
        return name.substring(0, name.indexOf('@'));
    }

    String host() {
        return QstatJobs.host(name);
    }

    /** By hand (qmod -d). */
    boolean disabled() {
        return letters.contains("d");
    }

    /** Its execution daemon is not heard of, or the host does not resolve. */
    boolean unheard() {
        return letters.contains("u");
    }

    /** The node says that it has barred itself. */
    boolean barred() {
        return alarm.filter(text -> REPORTED.matcher(text).find()).isPresent();
    }

    /** The node should report and does not: its load sensor does not run. (Of a host that is not heard of, too.) */
    private boolean silent() {
        return alarm.filter(text -> text.contains("no value for \"" + DIRTY + "\""))
                .isPresent();
    }

    /**
     * Whether it takes no jobs until somebody acts: disabled, by its calendar, in error, ambiguously configured, orphaned. A plain
     * load alarm comes and goes by itself.
     */
    boolean shut() {
        return barred() || silent() || letters.chars().anyMatch(letter -> "dDEco".indexOf(letter) >= 0);
    }
}
