/**
 * What the coordinator's HTTP API shows of leases, slots, nodes and events: records that the API writes and the client reads
 * as JSON (snake case; instants as ISO-8601 UTC; durations in seconds). Fields are added, never renamed or removed.
 */
package org.vmpilot.protocol.view;
