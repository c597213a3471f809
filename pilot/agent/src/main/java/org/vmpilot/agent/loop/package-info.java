/** What runs the machine: the queue in front of it, the one thread that takes from it, and the log. Whoever has news posts it here. */
package org.vmpilot.agent.loop;
