package org.vmpilot.tests.load;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A job of the LRM that takes no time.
 *
 * @param name as it was submitted; tasks of an array share it
 * @param task 0: it is none
 * @param node empty: it waits
 */
public record LrmJob(String id, String name, int task, String node) {
    LrmJob on(String place) {
        return new LrmJob(id, name, task, place);
    }

    boolean running() {
        return !node.isEmpty();
    }

    /** The slot whose pilot it is. */
    public String slot() {
        return task > 0 ? name + "." + task : name;
    }

    void show(ObjectNode shown, String state) {
        shown.put("id", id).put("name", name).put("task", task).put("state", state);
        if (running()) {
            shown.put("node", node);
        }
    }
}
