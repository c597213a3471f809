package org.vmpilot.coordinator.metrics;

import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vmpilot.coordinator.loop.Member;

/** The room's door. Thread-safe. */
public final class Metrics {
    /** With the watchdog's patience: then it ends the process. */
    private static final Duration STOPPED = Duration.ofMinutes(3);

    private static final Duration BEHIND = Duration.ofSeconds(10);
    private static final Duration STORE = Duration.ofMinutes(1);
    private static final int USUAL_BYTES = 32 << 10;

    private final Meters meters;
    private final SiteGauges gauges;
    private final LeaseCounters counters;
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
    private final ExpositionFormatWriter classic = PrometheusTextFormatWriter.create();

    public Metrics(Meters meters, SiteSources sources, String version) {
        this.meters = meters;
        Families families = new Families(meters.registry());
        Info.builder()
                .name("vmpilot_build_info")
                .help("The version that runs.")
                .labelNames("version")
                .register(meters.registry())
                .setLabelValues(version);
        this.gauges = new SiteGauges(sources, families, meters.ticker());
        this.counters = new LeaseCounters(families);
        ProcessGauges.of(families, sources.folder());
    }

    /** What counts leases; to be told by the loop. */
    public Member counters() {
        return counters;
    }

    public RequestMeter requests() {
        return meters.requests();
    }

    /** @param type the media type, with its version */
    public record Page(String type, String text) {}

    /** All series now. */
    public Page page(boolean asOpenMetrics) {
        ExpositionFormatWriter writer = asOpenMetrics ? openMetrics : classic;
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
        try {
            writer.write(out, meters.registry().scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return new Page(writer.getContentType(), out.toString(StandardCharsets.UTF_8));
    }

    /** Whether the loop still turns, as the watchdog sees it. */
    public boolean alive() {
        return meters.loop().lag().compareTo(STOPPED) < 0;
    }

    /** Why callers are better sent elsewhere, or later; none: it is ready. Words for anybody: they name nothing of the site's. */
    public List<String> notReady() {
        List<String> reasons = new ArrayList<>();
        Duration lag = meters.loop().lag();
        if (lag.compareTo(BEHIND) > 0) {
            reasons.add("the loop is " + lag.toSeconds() + " s behind");
        }
        meters.journal()
                .failingFor()
                .filter(since -> since.compareTo(STORE) < 0)
                .ifPresent(since -> reasons.add("the store cannot be written"));
        gauges.lrmFault().ifPresent(reasons::add);
        return reasons;
    }
}
