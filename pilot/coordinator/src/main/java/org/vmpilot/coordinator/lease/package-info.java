/**
 * What a lease and its slots are and how each event changes them, as pure functions {@code (state, event, now) -> (state,
 * entries)}. No clock, no file, no network: the engine runs the effects that {@link Wanted} reads from a state. A test has
 * every (state, event) cell; docs/states.md draws them.
 *
 * <p>An event that a state cannot have is recorded as IMPOSSIBLE and changes nothing.
 */
package org.vmpilot.coordinator.lease;
