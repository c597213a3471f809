/**
 * What bounds a slot on its node: the node's configuration and policy, the slot record and journal, deadlines, and what a
 * notice means and how much time it leaves. Values and pure functions, and the files that agent and scripts share. The agent
 * calls it. It starts nothing and ends nothing.
 */
package org.vmpilot.guard;
