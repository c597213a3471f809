package org.vmpilot.protocol;

import java.util.Optional;

/**
 * A network interface of a guest.
 *
 * @param mac given, or empty: derived from slot, guest and interface; it may be given only where the group has one guest
 */
public record Nic(String bridge, Optional<MacAddress> mac) {}
