package org.vmpilot.killall.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchChangedHostKeyException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.vmpilot.host.TrustedFile;
import org.vmpilot.killall.site.Endpoint;
import org.vmpilot.killall.site.Site;

/** Sessions of this site: keys, known hosts, and the algorithms, chosen for little CPU. */
final class Login {
    private static final int KNOWN_HOSTS_LIMIT = 64 << 20;
    private static final int MOST_WARNINGS = 20;

    /** JSch has exceptions of their own for these, but does not show them. */
    private static final List<String> LOGIN_REFUSED = List.of(
            "Auth fail",
            "Auth cancel",
            "Login trials exceeds",
            "SSH_MSG_DISCONNECT: 2 Too many authentication failures",
            "SSH_MSG_DISCONNECT: 14");

    private final JSch jsch = new JSch();
    private final Keys keys;
    private final KnownHosts knownHosts;
    private final int timeoutMillis;

    /** @throws IOException with words for people; nothing was contacted */
    Login(Site site) throws IOException {
        keys = Keys.read(jsch, site);
        Path file = site.knownHosts();
        knownHosts = KnownHosts.parse(file.toString(), TrustedFile.read(file, KNOWN_HOSTS_LIMIT));
        timeoutMillis = (int) site.loginTimeout().toMillis();
    }

    /** A session whose host key is looked up under the node's own name, whatever its address is. */
    Session session(String user, String knownAs, Endpoint endpoint) throws JSchException {
        Session session = jsch.getSession(user, endpoint.host(), endpoint.port());
        session.setHostKeyAlias(knownAs);
        session.setHostKeyRepository(knownHosts);
        session.setIdentityRepository(keys);
        session.setConfig(config());
        session.setDaemonThread(true);
        session.setServerAliveInterval(timeoutMillis);
        session.setServerAliveCountMax(2);
        return session;
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    /**
     * Curve25519 and AES-GCM have intrinsics in the JDK. The Check lists would make JSch try each algorithm out anew for every
     * session: what is asked for here every JDK 17 has. No query whether a key would do, and no try without one: a round trip each.
     */
    private static Properties config() {
        Properties config = new Properties();
        config.setProperty("StrictHostKeyChecking", "yes");
        config.setProperty("PreferredAuthentications", "publickey");
        config.setProperty("enable_auth_none", "no");
        config.setProperty("enable_pubkey_auth_query", "no");
        config.setProperty(
                "kex",
                "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,"
                        + "diffie-hellman-group16-sha512,diffie-hellman-group14-sha256");
        config.setProperty(
                "server_host_key",
                "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256");
        String ciphers = "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes256-ctr";
        config.setProperty("cipher.s2c", ciphers);
        config.setProperty("cipher.c2s", ciphers);
        String macs = "hmac-sha2-256-etm@openssh.com,hmac-sha2-256,hmac-sha2-512";
        config.setProperty("mac.s2c", macs);
        config.setProperty("mac.c2s", macs);
        for (String check : new String[] {"CheckCiphers", "CheckMacs", "CheckKexes", "CheckSignatures"}) {
            config.setProperty(check, "");
        }
        return config;
    }

    /** Lines of known-hosts that cannot be read, bounded: a file of something else has thousands. */
    List<String> warnings() {
        List<KnownHosts.Broken> broken = knownHosts.broken();
        List<String> words = new ArrayList<>();
        broken.stream().limit(MOST_WARNINGS).forEach(line -> words.add(line.toString()));
        if (broken.size() > MOST_WARNINGS) {
            words.add(site(broken) + ": " + (broken.size() - MOST_WARNINGS) + " more lines cannot be read");
        }
        return words;
    }

    private static String site(List<KnownHosts.Broken> broken) {
        return broken.get(0).place().replaceFirst(":[0-9]+$", "");
    }

    KnownHosts knownHosts() {
        return knownHosts;
    }

    /** Why the node refuses us, or we it, for good; empty: the connection broke. */
    Optional<String> refusal(JSchException e, String knownAs) {
        if (e instanceof JSchChangedHostKeyException) {
            return Optional.of("host key is another one than in known-hosts");
        } else if (e instanceof JSchHostKeyException) {
            return Optional.of(knownHosts
                    .brokenLine(knownAs)
                    .map(line -> "its line in known-hosts cannot be read (" + line.place() + ")")
                    .orElse("host key is not in known-hosts"));
        } else if (e instanceof JSchAlgoNegoFailException) {
            return Optional.of("no common algorithm: " + Printable.of(String.valueOf(e.getMessage())));
        } else if (LOGIN_REFUSED.stream().anyMatch(String.valueOf(e.getMessage())::startsWith)) {
            return Optional.of("login refused");
        }
        return Optional.empty();
    }
}
