/**
 * The agent's hands on its node: the slot's files, the line to the guard, the launcher's words, dom0's memory, the guests and what Xen tells of them. It never
 * speaks with the coordinator and decides nothing.
 */
package org.vmpilot.agent.node;
