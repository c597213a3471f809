/**
 * Which node is asked when: the state of a fan-out, its width and its deadlines. No clock, no network, no thread: it gets events with the
 * time and gives actions; {@link org.vmpilot.killall} runs them. What a node answered is a {@link NodeResult}.
 */
package org.vmpilot.killall.fanout;
