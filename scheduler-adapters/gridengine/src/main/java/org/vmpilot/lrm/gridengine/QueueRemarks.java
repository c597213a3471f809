package org.vmpilot.lrm.gridengine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What endangers a node's return in the configuration of the pilots' queue. */
record QueueRemarks(String name, Map<String, String> queue) {
    /** Methods that take the place of what Grid Engine does itself, and what they take away. */
    private static final Map<String, String> METHODS = Map.of(
            "terminate_method", "what it does comes in the place of the KILL, and a bare signal never becomes one",
            "suspend_method",
                    "a suspended pilot must get USR1 or TERM from it, or its guests run on beside others' jobs",
            "starter_method", "it starts the pilot, which needs its arguments and its standard streams as they are");

    List<String> all() {
        List<String> remarks = new ArrayList<>();
        if (any("rerun", "TRUE"::equalsIgnoreCase)) {
            remarks.add("Queue " + name + " has rerun TRUE: a job that does not say otherwise is started again when its"
                    + " node fails. Pilot jobs say so (-r n); set rerun FALSE.");
        }
        METHODS.keySet().stream().sorted().forEach(method -> {
            if (any(method, value -> !QconfText.isNone(value))) {
                remarks.add("Queue " + name + " has a " + method + ": " + METHODS.get(method) + ".");
            }
        });
        limits(remarks);
        if (any("qtype", value -> !value.toUpperCase(Locale.ROOT).contains("BATCH"))) {
            remarks.add("Queue " + name + " is not of type BATCH: a pilot job never runs in it.");
        }
        if (any("load_thresholds", value -> !value.contains(QueueInstance.DIRTY + "="))) {
            remarks.add("Queue " + name + " has no load threshold on " + QueueInstance.DIRTY
                    + ": it gives jobs to a node that has barred itself.");
        }
        return remarks;
    }

    /** Measured: a soft limit sends USR1, which is what a suspension sends, and puts h_rt off by a minute and a half. */
    private void limits(List<String> remarks) {
        if (any("s_rt", QueueRemarks::isLimit)) {
            remarks.add("Queue " + name + " has an s_rt: its USR1 ends a pilot as if it were suspended.");
        }
        if (any("h_rt", QueueRemarks::isLimit)) {
            remarks.add("Queue " + name + " has an h_rt (" + queue.get("h_rt")
                    + "): a lease that needs more, start allowance and teardown budget included, is refused.");
        }
    }

    private static boolean isLimit(String value) {
        return QconfText.time(value).isPresent();
    }

    private boolean any(String key, Predicate<String> holds) {
        return QconfText.variants(queue.getOrDefault(key, "")).stream().anyMatch(holds);
    }
}
