/**
 * The agents' listener: HTTP/1.1, bodies sealed (docs/agent-protocol.md). A long poll holds a connection and no thread. What an
 * agent is told comes from the engine; here is only the wire.
 */
package org.vmpilot.coordinator.agents;
