/**
 * A coordinator as it is shipped, in a process of its own, under load: an LRM in this process that starts jobs at once, and agents that are
 * simulated here and speak to the agents' door over real sockets, thousands at a time. For {@code scripts/bench coordinator} and for tests
 * that kill the coordinator.
 */
package org.vmpilot.tests.load;
