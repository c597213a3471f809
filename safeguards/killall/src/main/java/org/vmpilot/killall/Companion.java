package org.vmpilot.killall;

/** What is asked to help beside the fan-out. No verdict on a node depends on it, and nothing waits for it but a few seconds at the end. */
interface Companion {
    /** Called when the fan-out is about to begin; returns at once. */
    void before();

    /** Called when the fan-out is over. @return what became of it, for people */
    String outcome() throws InterruptedException;
}
