/**
 * Sets of node names in the notation of the schedulers' tools: {@code node[01-16,20],gpu3}. Pure: reads and writes texts, knows no
 * node. Anybody in kill-all may call it.
 */
package org.vmpilot.killall.nodes;
