package org.vmpilot.coordinator.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.host.BootId;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.host.Uptime;

/**
 * The coordinator's time: what has elapsed since the first start on this boot of the machine, counted from the wall clock as it was then. The
 * anchor (boot id, uptime, wall time) lies in a file of the store's folder, so that a coordinator that is started again on the same boot
 * goes on counting; only after a reboot the wall clock is believed again. So nothing that the coordinator waits for is moved when
 * somebody sets the clock; that it was set is seen, and said.
 */
public final class ElapsedClock implements InstantSource {
    private static final Logger LOG = LogManager.getLogger(ElapsedClock.class);
    private static final String FILE = "clock";
    /** What NTP corrects by slewing is no jump. */
    private static final Duration JUMP = Duration.ofSeconds(5);

    private final InstantSource wall;
    private final Uptime uptime;
    private final Anchor anchor;
    private Duration offset;
    private volatile Optional<Jump> jump = Optional.empty();

    private record Anchor(String bootId, long uptimeMillis, Instant at) {
        String text() {
            return bootId + " " + uptimeMillis + " " + at.toEpochMilli() + "\n";
        }

        static Optional<Anchor> read(Path file) throws IOException {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            String[] words =
                    Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ", 3);
            try {
                return Optional.of(
                        new Anchor(words[0], Long.parseLong(words[1]), Instant.ofEpochMilli(Long.parseLong(words[2]))));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(
                        file
                                + " must be a boot id, an uptime and a time in milliseconds; without the file the wall"
                                + " clock is taken: "
                                + e.getMessage(),
                        e);
            }
        }
    }

    /**
     * The wall clock was set.
     *
     * @param at by this clock
     * @param by how far it went forward; negative: back
     */
    public record Jump(Instant at, Duration by) {
        public String words() {
            String way = by.isNegative() ? "back" : "forward";
            return "the wall clock was set " + way + " by " + by.abs().toSeconds() + " s at " + at
                    + " (by elapsed time); nothing was moved by it. Times that are shown go on by elapsed time until"
                    + " the machine is booted anew";
        }
    }

    private ElapsedClock(InstantSource wall, Uptime uptime, Anchor anchor) {
        this.wall = wall;
        this.uptime = uptime;
        this.anchor = anchor;
        this.offset = Duration.between(instant(), wall.instant());
    }

    /** @param folder the store's */
    public static ElapsedClock open(Path folder) throws IOException {
        return open(folder, InstantSource.system(), Uptime.system(), BootId.read());
    }

    static ElapsedClock open(Path folder, InstantSource wall, Uptime uptime, String bootId) throws IOException {
        Path file = folder.resolve(FILE);
        Optional<Anchor> known =
                Anchor.read(file).filter(anchor -> anchor.bootId().equals(bootId));
        Anchor anchor = known.orElseGet(() -> new Anchor(bootId, uptime.millis(), wall.instant()));
        if (known.isEmpty()) {
            DurableFiles.write(file, anchor.text());
        }
        ElapsedClock clock = new ElapsedClock(wall, uptime, anchor);
        if (clock.offset.abs().compareTo(JUMP) > 0) {
            clock.jumped(clock.offset);
        }
        return clock;
    }

    @Override
    public Instant instant() {
        return anchor.at().plusMillis(uptime.millis() - anchor.uptimeMillis());
    }

    /** Looks whether the wall clock was set since the last look; on one thread. */
    public void look() {
        Duration now = Duration.between(instant(), wall.instant());
        Duration by = now.minus(offset);
        if (by.abs().compareTo(JUMP) > 0) {
            jumped(by);
        }
        if (now.abs().compareTo(JUMP) <= 0) {
            jump = Optional.empty();
        }
        offset = now;
    }

    private void jumped(Duration by) {
        Jump seen = new Jump(instant(), by);
        jump = Optional.of(seen);
        LOG.warn(seen.words());
    }

    /** The last time that the wall clock was set, as long as it shows another time than this one. From any thread. */
    public Optional<Jump> jump() {
        return jump;
    }
}
