/**
 * A whole site in virtual time: the coordinator's engine with its machines, the agents' machines, the guard's rules, and models of reaper,
 * xl, nodes, network and LRM, driven from one seed, with faults at every step. The judge reads the models' truth and never a
 * certificate, a state of the coordinator or a word of an agent. Bridges to what is private of agent and engine lie in their packages.
 */
package org.vmpilot.tests.simulation;
