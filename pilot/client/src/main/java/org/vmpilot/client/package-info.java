/**
 * The client of the coordinator's HTTP API: typed, every call with a deadline, one checked exception. It has no configuration
 * of its own and keeps nothing.
 */
package org.vmpilot.client;
