package org.vmpilot.protocol;

/**
 * Alike guests of a lease under one name, for example eight workers.
 *
 * @param name {@code [a-z][a-z0-9-]*}, at most 20 characters, not ending with a dash; it becomes part of domain names
 */
public record GuestGroup(String name, int count, GuestSpec guest) {}
