package org.vmpilot.protocol.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SealTest {
    private static final byte[] SITE = new byte[32];

    private final Seal node = seal("node01", NodeKey.derive(SITE, "node01"));
    private final Seal coordinator =
            seal("node01", NodeKey.parse(NodeKey.derive(SITE, "node01").text() + "\n"));

    @Test
    void aRequestAndItsAnswerAreOpenedByTheOtherSide() throws SealException {
        byte[] request = node.sealRequest("claim", "{\"ü\":1}");
        assertThat(coordinator.openRequest("claim", request)).isEqualTo("{\"ü\":1}");
        byte[] answer = coordinator.sealAnswer("claim", request, "yes");
        assertThat(node.openAnswer("claim", request, answer)).isEqualTo("yes");
    }

    @Test
    void isGoodForOneVerbOneDirectionAndOneNode() {
        byte[] request = node.sealRequest("claim", "x");
        assertThatThrownBy(() -> coordinator.openRequest("ready", request)).isInstanceOf(SealException.class);
        assertThatThrownBy(() -> node.openAnswer("claim", request, request)).isInstanceOf(SealException.class);
        Seal other = seal("node02", NodeKey.derive(SITE, "node02"));
        assertThatThrownBy(() -> other.openRequest("claim", request)).isInstanceOf(SealException.class);
        Seal liar = seal("node02", NodeKey.derive(SITE, "node01"));
        assertThatThrownBy(() -> liar.openRequest("claim", request)).isInstanceOf(SealException.class);
    }

    @Test
    void anOldAnswerIsNotGoodForANewRequest() {
        byte[] first = node.sealRequest("poll", "x");
        byte[] second = node.sealRequest("poll", "x");
        byte[] answer = coordinator.sealAnswer("poll", first, "END");
        assertThatThrownBy(() -> node.openAnswer("poll", second, answer)).isInstanceOf(SealException.class);
    }

    @Test
    void everyChangedByteIsSeen() {
        byte[] request = node.sealRequest("claim", "x");
        for (int i = 0; i < request.length; i++) {
            byte[] changed = request.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> coordinator.openRequest("claim", changed)).isInstanceOf(SealException.class);
        }
        assertThatThrownBy(() -> coordinator.openRequest("claim", new byte[0])).isInstanceOf(SealException.class);
    }

    @Test
    void keysDifferByNodeAndDoNotShowThemselves() {
        NodeKey key = NodeKey.derive(SITE, "node01");
        assertThat(key.text())
                .hasSize(64)
                .isNotEqualTo(NodeKey.derive(SITE, "node02").text());
        assertThat(key.toString()).doesNotContain(key.text());
        assertThatThrownBy(() -> NodeKey.parse("12 34")).hasMessage("a node key is 64 hexadecimal digits");
    }

    private static Seal seal(String name, NodeKey key) {
        return new Seal(key, name, new SecureRandom());
    }
}
