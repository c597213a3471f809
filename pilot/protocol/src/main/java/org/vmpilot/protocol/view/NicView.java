package org.vmpilot.protocol.view;

/** A network interface of a guest: its bridge in dom0 and its hardware address, given or derived. */
public record NicView(String bridge, String mac) {}
