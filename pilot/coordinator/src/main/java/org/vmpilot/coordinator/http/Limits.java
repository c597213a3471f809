package org.vmpilot.coordinator.http;

import java.time.Duration;

/**
 * What callers may cost.
 *
 * @param connections of all together, at each door
 * @param connectionsOfAddress at each door; one more costs the address the one of its own that says nothing for the longest time
 * @param bodiesOfAddress bytes of bodies that are being read
 * @param bodies the same, of all together
 * @param head from a head's first byte to its last
 * @param body from a head's last byte to the body's last
 * @param idle between two requests, and of a write that nobody takes
 */
public record Limits(
        int connections,
        int connectionsOfAddress,
        int bodiesOfAddress,
        int bodies,
        Duration head,
        Duration body,
        Duration idle) {
    public static final Limits STANDARD = new Limits(
            20_000, 2048, 8 << 20, 64 << 20, Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(60));
}
