/**
 * The HTTP API for people and workspace services: routes, problems, bearer token, event streams. It sees the coordinator
 * through {@link org.vmpilot.coordinator.service.Leases} only and decides nothing. docs/openapi.yaml describes it; a test holds the
 * two together.
 */
package org.vmpilot.coordinator.api;
