/**
 * A lease request as a person or a workspace service writes it, TOML or the same in JSON, to a checked
 * {@link org.vmpilot.protocol.LeaseRequest} or to every error at once. What the site allows (queues, limits) is the
 * coordinator's to check; what a node allows is the node's.
 */
package org.vmpilot.coordinator.request;
