package org.vmpilot.protocol.view;

/**
 * @param state PLANNED, STARTING, UP, FAILED, ENDED; {@code ended} as the certificate says it, null before
 */
public record GuestView(String name, String uuid, String state, String ended, int memoryMib, int vcpus, String mac) {}
