package org.vmpilot.coordinator.http;

import java.io.IOException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * What a door shows to whoever connects. {@link #look} takes up a certificate that was put in the place of another: new connections
 * have the new one, those that stand go on. One that cannot be used is a {@link #fault}, and the one that is there stays.
 */
public final class ServedCertificate {
    private static final Logger LOG = LogManager.getLogger(ServedCertificate.class);

    private final Source source;
    private final InstantSource clock;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private volatile Shown shown;
    private volatile Fault fault;

    /**
     * A certificate that can be shown.
     *
     * @param keys its key and chain, without a password
     * @param chain the server's own first
     */
    public record Shown(KeyStore keys, List<X509Certificate> chain) {
        /** When the first of the chain ends: from then on no caller takes it. */
        public Instant ends() {
            return chain.stream()
                    .map(one -> one.getNotAfter().toInstant())
                    .min(Instant::compareTo)
                    .orElseThrow();
        }
    }

    /** What was found wrong, and since when. */
    public record Fault(Instant since, String words) {}

    /** Where it is read anew. */
    @FunctionalInterface
    public interface Source {
        /** @throws IOException in words for people that name the file */
        Shown load() throws IOException;
    }

    private ServedCertificate(Source source, InstantSource clock, Shown first) {
        this.source = source;
        this.clock = clock;
        this.shown = first;
        set(context, first);
        // The door is known by any name that its certificate has; who calls it by another is the caller's to refuse.
        context.setSniRequired(false);
    }

    /** @throws IOException in words for people */
    public static ServedCertificate of(Source source, InstantSource clock) throws IOException {
        return new ServedCertificate(source, clock, source.load());
    }

    private static void set(SslContextFactory factory, Shown shown) {
        factory.setKeyStore(shown.keys());
        factory.setKeyStorePassword("");
    }

    SslContextFactory.Server context() {
        return context;
    }

    /** What is shown now. */
    public Shown shown() {
        return shown;
    }

    /** Empty: the last look found what could be used. */
    public Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    /** Looks again; once a minute is enough. */
    public synchronized void look() {
        try {
            Shown found = source.load();
            if (!found.chain().equals(shown.chain())) {
                take(found);
            }
            fault = null;
        } catch (IOException e) {
            if (fault == null || !fault.words().equals(e.getMessage())) {
                fault = new Fault(clock.instant(), e.getMessage());
            }
        }
    }

    private void take(Shown found) throws IOException {
        try {
            context.reload(factory -> set(factory, found));
        } catch (Exception e) {
            throw new IOException("certificate and key cannot be used: " + e.getMessage(), e);
        }
        shown = found;
        LOG.info("another certificate is shown from now on, until {}", found.ends());
    }
}
