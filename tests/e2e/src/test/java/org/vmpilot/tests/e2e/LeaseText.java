package org.vmpilot.tests.e2e;

/**
 * A lease request in TOML, as small as a test needs it.
 *
 * @param seconds duration
 * @param behaviour what the simulated xl's guests do, see docs/simulated-xl.md
 */
record LeaseText(String name, int seconds, int guests, int guestsPerNode, String behaviour, String more) {
    static LeaseText of(String name, int seconds, int guests, int guestsPerNode) {
        return new LeaseText(name, seconds, guests, guestsPerNode, "boots", "");
    }

    LeaseText behaving(String how) {
        return new LeaseText(name, seconds, guests, guestsPerNode, how, more);
    }

    /** With another line at the top of the request. */
    LeaseText with(String line) {
        return new LeaseText(name, seconds, guests, guestsPerNode, behaviour, more + line + "\n");
    }

    String text() {
        return "name = \"" + name + "\"\nduration = \"" + seconds + "s\"\nguests_per_node = " + guestsPerNode + "\n"
                + more
                + "[[group]]\nname = \"worker\"\ncount = " + guests + "\nmemory = \"128M\"\n"
                + "kernel = \"/var/lib/vmpilot-images/kernels/guest\"\n"
                + "command_line = \"console=hvc0 sim.behaviour=" + behaviour + "\"\nend_timeout = \""
                + Patience.bound(3) + "s\"\n"
                + "[[group.nic]]\nbridge = \"br0\"\n";
    }
}
