package org.vmpilot.coordinator.tls;

import java.io.IOException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.vmpilot.coordinator.alarms.AlarmSource;
import org.vmpilot.protocol.view.AlarmView;

/**
 * What is shown to whoever connects. {@link #look} takes up files that were put in the place of others: new connections have the
 * new certificate, those that stand go on. What cannot be used is an alarm, and the certificate that is there stays.
 */
public final class ServedCertificate implements AlarmSource {
    private static final Logger LOG = LogManager.getLogger(ServedCertificate.class);
    private static final Duration AHEAD = Duration.ofDays(14);
    private static final String KIND = "tls_certificate";

    private final Files files;
    private final InstantSource clock;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private volatile ServerIdentity served;
    private volatile AlarmView fault;

    /** Where certificate and key are. */
    @FunctionalInterface
    public interface Files {
        /** @throws IOException in words for people that name the file */
        ServerIdentity load() throws IOException;
    }

    private ServedCertificate(Files files, InstantSource clock, ServerIdentity first) throws IOException {
        this.files = files;
        this.clock = clock;
        this.served = first;
        context.setKeyStore(first.keyStore());
        context.setKeyStorePassword("");
        // The door is known by any name that its certificate has; who calls it by another is the caller's to refuse.
        context.setSniRequired(false);
    }

    /** @throws IOException in words for people */
    public static ServedCertificate of(Files files, InstantSource clock) throws IOException {
        return new ServedCertificate(files, clock, files.load());
    }

    public SslContextFactory.Server context() {
        return context;
    }

    /** Looks at the files again; once a minute is enough. */
    public synchronized void look() {
        try {
            ServerIdentity found = files.load();
            if (!found.chain().equals(served.chain())) {
                take(found);
            }
            fault = null;
        } catch (IOException e) {
            if (fault == null || !Objects.equals(fault.words(), words(e))) {
                fault = new AlarmView(clock.instant(), KIND, "", words(e));
            }
        }
    }

    private void take(ServerIdentity found) throws IOException {
        KeyStore store = found.keyStore();
        try {
            context.reload(factory -> {
                factory.setKeyStore(store);
                factory.setKeyStorePassword("");
            });
        } catch (Exception e) {
            throw new IOException("certificate and key cannot be used: " + e.getMessage(), e);
        }
        served = found;
        LOG.info("the API shows another certificate from now on: {}", found);
    }

    private String words(IOException e) {
        return "the API's certificate cannot be taken up anew, the one until " + served.ends() + " stays: "
                + e.getMessage();
    }

    @Override
    public Stream<AlarmView> alarms(Instant now) {
        Instant ends = served.ends();
        Stream<AlarmView> near = ends.minus(AHEAD).isAfter(now)
                ? Stream.empty()
                : Stream.of(
                        new AlarmView(
                                ends.minus(AHEAD),
                                KIND,
                                "",
                                "the API's certificate ends at " + ends
                                        + ": put another in its place (api.tls_certificate, api.tls_key); it is taken up within a minute"));
        return Stream.concat(near, Stream.ofNullable(fault));
    }
}
