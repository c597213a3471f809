/**
 * The coordinator: leases, their store, timers, reconciler, HTTP API and the agents' listener. Crash-only: what it knows is in
 * its store, and starting is recovering.
 */
package org.vmpilot.coordinator;
