package org.vmpilot.killall.ssh;

/** Makes connections and waits until an SSH server greets. */
interface Probes extends AutoCloseable {
    /** What became of a probe; called once, unless the probe was abandoned. */
    interface Outcome {
        void greeted(Wire wire);

        /** Nobody serves there. */
        void nobody(String why);

        /** It broke; another try may do better. */
        void broken(String why);
    }

    /** @return closes what the probe has opened; may be called at any time */
    Runnable begin(String node, Outcome outcome);

    @Override
    void close();
}
