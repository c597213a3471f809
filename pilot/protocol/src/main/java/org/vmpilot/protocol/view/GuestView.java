package org.vmpilot.protocol.view;

import java.util.List;

/**
 * @param state PLANNED, STARTING, UP, FAILED, ENDED; {@code ended} as the certificate says it, null before
 * @param mac of its first interface, null if it has none
 * @param nics all of its interfaces, in their order
 * @param node where it is, was, or is to be; null before that is known
 */
public record GuestView(
        String name,
        String uuid,
        String state,
        String ended,
        int memoryMib,
        int vcpus,
        String mac,
        List<NicView> nics,
        String node) {
    public GuestView {
        // An answer of an older coordinator does not have them.
        nics = nics == null ? List.of() : List.copyOf(nics);
    }
}
