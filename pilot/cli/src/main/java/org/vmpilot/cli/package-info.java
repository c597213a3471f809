/**
 * The {@code vmpilot} command for people: leases, nodes, status. It speaks to the coordinator through
 * {@link org.vmpilot.client.VmpilotClient} only. Exit codes: docs/commands.md.
 */
package org.vmpilot.cli;
