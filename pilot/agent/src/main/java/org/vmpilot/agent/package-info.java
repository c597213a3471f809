/**
 * The program on the node: {@link org.vmpilot.agent.Agent} runs one slot, or delivers what the
 * coordinator has not confirmed. vmpilot-node starts it.
 *
 * <p>The path to the first create is the product's latency: nothing here loads a framework, a logger or a JSON library. A slot
 * is a pure state machine ({@link org.vmpilot.agent.SlotState}); {@link org.vmpilot.agent.EventLoop} feeds it, {@link
 * org.vmpilot.agent.Effects} does what it says. The agent asks guests to shut down and never destroys one: what is left when
 * it ends, however it ends, the reaper removes.
 */
package org.vmpilot.agent;
