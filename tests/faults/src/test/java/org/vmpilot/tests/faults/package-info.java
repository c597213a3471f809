/**
 * Tries to prove that a node does not come home: real launchers, sudo, agents, guards, reapers and the embedded LRM on virtual nodes,
 * and one fault after the other. The judge reads the simulated xl's state and /proc, never our reaper or certificates.
 */
package org.vmpilot.tests.faults;
