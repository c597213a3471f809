/**
 * Everything that touches the machine: commands with a deadline, process identity, time, durable files. All other modules
 * reach clock, sleep, processes and Commons Exec through this package only.
 *
 * <p>Beside them stands {@link EditDistance}: every reader of a configuration suggests what was meant, and this is the one
 * package that all of them see.
 *
 * <p>It lives among the safeguards because the agent, the guard and the adapters alike stand on it; it imports nothing of
 * vmpilot.
 */
package org.vmpilot.host;
