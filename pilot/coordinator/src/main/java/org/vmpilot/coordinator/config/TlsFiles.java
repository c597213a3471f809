package org.vmpilot.coordinator.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the API's certificate is.
 *
 * @param certificate PEM: the server's own, then those between it and the authority; readable by everybody
 * @param key PEM: PKCS#8, a secret's file
 */
public record TlsFiles(Path certificate, Path key) {
    private static final int MOST_BYTES = 1 << 20;

    /** @param key the one of vmpilot.toml that names the file which is wrong */
    record Wrong(String key, String words) {}

    /** @throws IOException in words for people that name the file */
    public ServerIdentity load() throws IOException {
        String chain = text();
        return identity(chain, SecretFile.read(key, TlsFiles::checked));
    }

    /** What is wrong with them for the account that owns the state folder. */
    Optional<Wrong> fault(Path stateFolder) {
        Optional<String> secret = SecretFile.fault(key, stateFolder, TlsFiles::checked);
        if (secret.isPresent()) {
            return secret.map(words -> new Wrong(Keys.API_TLS_KEY.name(), words));
        }
        try {
            load();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Wrong(Keys.API_TLS_CERTIFICATE.name(), e.getMessage()));
        }
    }

    private static String checked(String pem) {
        ServerIdentity.key(pem);
        return pem;
    }

    private ServerIdentity identity(String chain, String secret) throws IOException {
        try {
            return ServerIdentity.parse(chain, secret);
        } catch (IOException e) {
            throw new IOException(certificate + ": " + e.getMessage(), e);
        }
    }

    private String text() throws IOException {
        try {
            if (Files.size(certificate) > MOST_BYTES) {
                throw new IOException(certificate + " is too long for certificates");
            }
            return Files.readString(certificate);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + certificate, e);
        } catch (AccessDeniedException e) {
            throw new IOException(certificate + " cannot be read by this account", e);
        } catch (CharacterCodingException e) {
            throw new IOException(certificate + " is not text (PEM)", e);
        }
    }
}
