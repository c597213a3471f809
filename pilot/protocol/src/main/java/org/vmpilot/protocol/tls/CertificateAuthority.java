package org.vmpilot.protocol.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Those whose word is taken that a certificate is the coordinator's: a file of certificates in PEM, a site's own authority, or the certificate itself. */
public final class CertificateAuthority {
    private CertificateAuthority() {}

    /** @throws IOException in words for people that name the file */
    public static SSLContext of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new IOException(file + ": no certificate is in it (PEM: -----BEGIN CERTIFICATE-----)");
            }
            return trusting(all);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " cannot be read by this account", e);
        } catch (CertificateException e) {
            throw new IOException(file + ": no certificates in PEM: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": cannot be used: " + e.getMessage(), e);
        }
    }

    private static SSLContext trusting(Collection<? extends Certificate> all)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int count = 0;
        for (Certificate one : all) {
            store.setCertificateEntry("authority-" + count++, one);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
