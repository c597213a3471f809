/**
 * Nodes over SSH: the probes (sockets without threads), logins and commands (JSch), host keys, what the node's entry answers. The only
 * place that sees JSch. Decides nothing: every outcome goes as an event to the fan-out.
 */
package org.vmpilot.killall.ssh;
