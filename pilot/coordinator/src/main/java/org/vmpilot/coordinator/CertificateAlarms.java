package org.vmpilot.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.vmpilot.coordinator.alarms.AlarmSource;
import org.vmpilot.coordinator.http.ServedCertificate;
import org.vmpilot.protocol.view.AlarmView;

/** The API's certificate: one that ends soon, and one that cannot be taken up. */
record CertificateAlarms(ServedCertificate certificate) implements AlarmSource {
    private static final Duration AHEAD = Duration.ofDays(14);
    private static final String KIND = "tls_certificate";

    @Override
    public Stream<AlarmView> alarms(Instant now) {
        Instant ends = certificate.shown().ends();
        Stream<AlarmView> near = ends.minus(AHEAD).isAfter(now)
                ? Stream.empty()
                : Stream.of(
                        alarm(
                                ends.minus(AHEAD),
                                "the API's certificate ends at " + ends
                                        + ": put another in its place (api.tls_certificate, api.tls_key); it is taken up within a minute"));
        Stream<AlarmView> fault = certificate.fault().stream()
                .map(wrong -> alarm(
                        wrong.since(),
                        "the API's certificate cannot be taken up anew, the one until " + ends + " stays: "
                                + wrong.words()));
        return Stream.concat(near, fault);
    }

    private static AlarmView alarm(Instant since, String words) {
        return new AlarmView(since, KIND, "", words);
    }
}
