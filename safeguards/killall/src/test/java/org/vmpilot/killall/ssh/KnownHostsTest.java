package org.vmpilot.killall.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import com.jcraft.jsch.HostKeyRepository;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KnownHostsTest {
    private static byte[] key(String type, int seed) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(4 + name.length + 4 + 32)
                .putInt(name.length)
                .put(name)
                .putInt(32)
                .put((byte) seed)
                .array();
    }

    private static final byte[] ONE = key("ssh-ed25519", 1);
    private static final byte[] TWO = key("ssh-ed25519", 2);
    private static final byte[] RSA = key("ssh-rsa", 3);

    private static String line(String hosts, String type, byte[] key) {
        return hosts + " " + type + " " + Base64.getEncoder().encodeToString(key) + " comment\n";
    }

    private static KnownHosts known(String text) {
        return KnownHosts.parse("known_hosts", text);
    }

    @Test
    void aHostIsKnownByItsKey() {
        KnownHosts known = known(
                "# site\n\n" + line("node1,node2", "ssh-ed25519", ONE) + line("[node3]:2222", "ssh-ed25519", TWO));
        assertThat(known.check("node2", ONE)).isEqualTo(HostKeyRepository.OK);
        assertThat(known.check("node2", TWO)).isEqualTo(HostKeyRepository.CHANGED);
        assertThat(known.check("[node3]:2222", TWO)).isEqualTo(HostKeyRepository.OK);
        assertThat(known.check("node3", TWO)).isEqualTo(HostKeyRepository.NOT_INCLUDED);
    }

    @Test
    void aKeyOfAnotherTypeSaysNothingAboutThisOne() {
        assertThat(known(line("node1", "ssh-rsa", RSA)).check("node1", ONE)).isEqualTo(HostKeyRepository.NOT_INCLUDED);
    }

    @Test
    void patternsCountAndNegatedOnesExclude() {
        KnownHosts known = known(line("node*,!node9", "ssh-ed25519", ONE));
        assertThat(known.check("node12", ONE)).isEqualTo(HostKeyRepository.OK);
        assertThat(known.check("node9", ONE)).isEqualTo(HostKeyRepository.NOT_INCLUDED);
    }

    @Test
    void hashedNamesAreFound() {
        // The name node1 as 'ssh-keygen -H' (OpenSSH 9.2) wrote it.
        KnownHosts known =
                known(line("|1|GSm4+BYg0om2hMpmn5ZnY1fXZNU=|HS8SnZOnvCuKbFjVh6ODrvo4DXc=", "ssh-ed25519", ONE));
        assertThat(known.check("node1", ONE)).isEqualTo(HostKeyRepository.OK);
        assertThat(known.check("node2", ONE)).isEqualTo(HostKeyRepository.NOT_INCLUDED);
    }

    @Test
    void aRevokedKeyIsNeverAccepted() {
        KnownHosts known = known(line("node1", "ssh-ed25519", ONE) + line("@revoked *", "ssh-ed25519", ONE));
        assertThat(known.check("node1", ONE)).isEqualTo(HostKeyRepository.CHANGED);
    }

    @Test
    void theTypesThatAHostHasAreWanted() {
        KnownHosts known = known(line("node1", "ssh-ed25519", ONE) + line("node1", "ssh-rsa", RSA));
        assertThat(known.getHostKey("node1", null)).extracting("type").containsExactly("ssh-ed25519", "ssh-rsa");
        assertThat(known.getHostKey("node1", "ssh-rsa")).hasSize(1);
        assertThat(known.getHostKey("other", null)).isEmpty();
    }

    /** A file that was cut by a full disk must not keep kill-all from all the others. */
    @Test
    void aLineThatIsNoneIsNamedAndCostsItsOwnNode() {
        KnownHosts known = known(line("node1", "ssh-ed25519", ONE)
                + "node2 ssh-ed25519\n"
                + "node3 ecdsa-sha2-nistp256 ****.\n"
                + "|1|x ssh-ed25519 AAAA\n"
                + "node5 ssh-ed25519 AAAA\n"
                + line("node6", "ssh-ed25519", TWO));

        assertThat(known.check("node1", ONE)).isEqualTo(HostKeyRepository.OK);
        assertThat(known.check("node6", TWO)).isEqualTo(HostKeyRepository.OK);
        assertThat(known.check("node2", ONE)).isEqualTo(HostKeyRepository.NOT_INCLUDED);
        assertThat(known.broken())
                .extracting(KnownHosts.Broken::place)
                .containsExactly("known_hosts:2", "known_hosts:3", "known_hosts:4", "known_hosts:5");
        assertThat(known.brokenLine("node3"))
                .hasValueSatisfying(line -> assertThat(line.toString())
                        .startsWith("known_hosts:3: not a line of known_hosts, and passed over: "));
        assertThat(known.brokenLine("node1")).isEmpty();
        assertThat(known.knows("node1")).isTrue();
        assertThat(known.knows("node5")).isFalse();
    }
}
