package org.vmpilot.killall.fanout;

/** What happens to a fan-out. Of a node that has its verdict already, events are ignored. */
public sealed interface FanOutEvent {
    /** Time has passed; also the first event of all. */
    record Tick() implements FanOutEvent {}

    /** An SSH server has greeted; its connection waits. */
    record Probed(String node) implements FanOutEvent {}

    /** Host key and login were accepted; from here on the command may be running. */
    record LoggedIn(String node) implements FanOutEvent {}

    /** The node says that its mark is on disk. */
    record Marked(String node) implements FanOutEvent {}

    /** The node's verdict. */
    record Ended(NodeResult result) implements FanOutEvent {}

    /** The connection broke before the login was through: nothing ran there. The result counts if it is not tried again. */
    record Broken(NodeResult result) implements FanOutEvent {}
}
