package org.vmpilot.killall.fanout;

/** What a fan-out wants done. */
public sealed interface FanOutAction {
    /** Connect and wait for the SSH server's greeting. */
    record Probe(String node) implements FanOutAction {}

    /** Log in over the connection that was probed and run the command. */
    record Run(String node) implements FanOutAction {}

    /** Close whatever there is to this node; its verdict has been given. */
    record Abandon(String node) implements FanOutAction {}

    /** A verdict, once for each node. */
    record Keep(NodeResult result) implements FanOutAction {}
}
