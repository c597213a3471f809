/**
 * Decides: one thread takes events in, asks the pure machines of {@code state} what they mean, commits, and only then lets
 * effects run on other threads. Slow calls of the LRM never hold it up. Starting is recovering: what is wanted is read from the
 * store.
 */
package org.vmpilot.coordinator.engine;
