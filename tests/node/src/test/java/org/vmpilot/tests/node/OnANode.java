package org.vmpilot.tests.node;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** A test with a freshly booted node of its own. */
@Tag("node")
abstract class OnANode {
    VirtualNode node;
    Slot slot;

    @BeforeEach
    void boot() {
        node = VirtualNode.boot();
        slot = new Slot(node, "vabcdefga1.2");
    }

    @AfterEach
    void remove() {
        node.close();
    }
}
