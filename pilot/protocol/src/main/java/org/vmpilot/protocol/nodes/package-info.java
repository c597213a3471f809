/**
 * Sets of node names in the notation of the schedulers' tools: {@code node[01-16,20],gpu3}. Pure: reads and writes texts, knows no
 * node. Kill-all and the command line use it.
 */
package org.vmpilot.protocol.nodes;
