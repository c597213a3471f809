package org.vmpilot.tests.load;

import java.util.ArrayList;
import java.util.List;

/** A lease of a load: slots of one guest, on nodes that it shares with others. */
public record LoadLease(String name, int slots, int seconds, String queue) {
    private static final int LARGEST = 256;

    String text() {
        return "name = \"" + name + "\"\nduration = \"" + seconds + "s\"\nqueue = \"" + queue
                + "\"\nguests_per_node = 1\nnode_use = \"shared\"\n[[group]]\nname = \"worker\"\ncount = " + slots
                + "\nmemory = \"128M\"\nkernel = \"/var/lib/vmpilot-images/kernels/guest\"\n";
    }

    /** So many slots in leases of 1, 2, 4 … 256 of them, in turns. */
    public static List<Integer> sizes(int slots) {
        List<Integer> sizes = new ArrayList<>();
        int size = 1;
        for (int left = slots; left > 0; left -= sizes.get(sizes.size() - 1)) {
            sizes.add(Math.min(size, left));
            size = size == LARGEST ? 1 : size * 2;
        }
        return sizes;
    }
}
