/** Nodes: their certificates, drains in the LRM, and when each was last heard of. */
package org.vmpilot.coordinator.nodes;
