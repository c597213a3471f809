package org.vmpilot.coordinator.http;

import java.util.HashMap;
import java.util.Map;

/** How many bytes of bodies are held in memory, of each address and of all. */
final class BodyBudget {
    private final Limits limits;
    private final Map<String, Integer> ofAddress = new HashMap<>();
    private int all;

    BodyBudget(Limits limits) {
        this.limits = limits;
    }

    /** False: nothing was taken. */
    synchronized boolean take(String address, int bytes) {
        int there = ofAddress.getOrDefault(address, 0);
        if (there + bytes > limits.bodiesOfAddress() || all + bytes > limits.bodies()) {
            return false;
        }
        ofAddress.put(address, there + bytes);
        all += bytes;
        return true;
    }

    synchronized void give(String address, int bytes) {
        all -= bytes;
        ofAddress.computeIfPresent(address, (unused, there) -> there > bytes ? there - bytes : null);
    }
}
