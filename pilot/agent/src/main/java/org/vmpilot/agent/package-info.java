/**
 * The program on the node: {@link org.vmpilot.agent.Agent} runs one slot, or delivers what the
 * coordinator has not confirmed. vmpilot-node starts it.
 *
 * <p>This package puts the rooms together and belongs to no other: {@code machine} decides, {@code loop} feeds it, {@code Effects} has done what it
 * says by {@code node} and {@code conversation}, which know nothing of each other. The path to the first create is the product's
 * latency: nothing here loads a framework, a logger or a JSON library. The agent asks guests to shut down and never destroys one:
 * what is left when it ends, however it ends, the reaper removes.
 */
package org.vmpilot.agent;
