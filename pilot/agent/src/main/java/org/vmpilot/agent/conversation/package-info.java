/**
 * What the agent and the coordinator say to each other: claim, READY and GO, heartbeat, reports, and the outbox of what was not confirmed. "Cannot ask" is never
 * an answer here. It touches nothing of the node but the outbox.
 */
package org.vmpilot.agent.conversation;
