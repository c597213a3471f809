/**
 * Decides: one thread takes events in, asks the pure machines of {@code lease} what they mean, commits, and only then tells the
 * rooms that are its members. Slow calls never hold it up. Starting is recovering: what is wanted is read from the store.
 */
package org.vmpilot.coordinator.loop;
