package org.vmpilot.protocol.view;

/**
 * A guest as it is from an event on.
 *
 * @param name the guest's name in its lease
 * @param ended as the certificate says it, null before
 */
public record GuestChangeView(String name, String state, String ended) {}
