/**
 * A slot on its node as a pure state machine: a state, an event and a time give the next state and a list of actions. No clock, file, command, network or thread
 * is touched here, so that every cell of the table can be tried by hand and in virtual time. {@link org.vmpilot.agent.machine.SlotState} is the door.
 */
package org.vmpilot.agent.machine;
