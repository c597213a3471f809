package org.vmpilot.killall.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import com.jcraft.jsch.SSHAgentConnector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import org.vmpilot.host.TrustedFile;
import org.vmpilot.killall.site.Site;

/** The identities that are offered to every node: the site's key files, then those of the ssh-agent. Read once. */
final class Keys implements IdentityRepository {
    private static final int LIMIT = 1 << 16;

    private final List<Identity> identities = new ArrayList<>();

    private Keys() {}

    /** @throws IOException with words for people */
    static Keys read(JSch jsch, Site site) throws IOException {
        Keys keys = new Keys();
        for (Path file : site.keys()) {
            addFile(jsch, file);
        }
        keys.identities.addAll(jsch.getIdentityRepository().getIdentities());
        if (site.sshAgent()) {
            keys.addAgent();
        }
        if (keys.identities.isEmpty()) {
            throw new IOException("no key: give 'keys' or 'ssh-agent = yes' in the site file");
        }
        return keys;
    }

    private static void addFile(JSch jsch, Path file) throws IOException {
        byte[] content = TrustedFile.readSecret(file, LIMIT).getBytes(StandardCharsets.ISO_8859_1);
        try {
            if (KeyPair.load(jsch, content, null).isEncrypted()) {
                throw new IOException(file + ": has a passphrase; put it into an ssh-agent and say 'ssh-agent = yes'");
            }
            jsch.addIdentity(file.toString(), content, null, null);
        } catch (JSchException e) {
            throw new IOException(file + ": not a private key that can be read: " + e.getMessage(), e);
        }
    }

    private void addAgent() throws IOException {
        try {
            identities.addAll(new AgentIdentityRepository(new SSHAgentConnector()).getIdentities());
        } catch (AgentProxyException e) {
            throw new IOException("ssh-agent: cannot be asked (SSH_AUTH_SOCK): " + e.getMessage(), e);
        }
    }

    @Override
    public String getName() {
        return "killall";
    }

    @Override
    public int getStatus() {
        return RUNNING;
    }

    @Override
    @SuppressWarnings("JdkObsolete") // JSch's interface wants it
    public Vector<Identity> getIdentities() {
        return new Vector<>(identities);
    }

    @Override
    public boolean add(byte[] identity) {
        return false;
    }

    @Override
    public boolean remove(byte[] blob) {
        return false;
    }

    @Override
    public void removeAll() {
        throw new UnsupportedOperationException("the keys are the site's");
    }
}
