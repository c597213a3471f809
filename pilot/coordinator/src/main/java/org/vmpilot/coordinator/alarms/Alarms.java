package org.vmpilot.coordinator.alarms;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.loop.Member;
import org.vmpilot.protocol.view.AlarmView;

/**
 * What somebody must see to. Read each time from what is known, so that none outlives its cause and none is lost by a restart.
 * {@link #all} from any thread, the rest for the loop's.
 */
public final class Alarms implements Member {
    private static final Logger LOG = LogManager.getLogger(Alarms.class);
    private static final int MOST = 500;
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final List<AlarmSource> sources;
    private final Map<String, AlarmView> said = new HashMap<>();
    private Instant looked;

    public Alarms(InstantSource clock, List<AlarmSource> sources) {
        this.clock = clock;
        this.sources = List.copyOf(sources);
        this.looked = clock.instant();
    }

    /** The oldest first, {@link #MOST} at most; how many more there are is one of them. */
    public List<AlarmView> all() {
        Instant now = clock.instant();
        List<AlarmView> all = sources.stream()
                .flatMap(source -> source.alarms(now))
                .sorted(Comparator.comparing(AlarmView::since).thenComparing(AlarmView::words))
                .toList();
        if (all.size() <= MOST) {
            return all;
        }
        List<AlarmView> shown = new ArrayList<>(all.subList(0, MOST - 1));
        int more = all.size() - shown.size();
        shown.add(
                new AlarmView(all.get(shown.size()).since(), "more", "", more + " more alarms, these are the oldest"));
        return shown;
    }

    /** Each of them, unsorted, however many. */
    public Stream<AlarmView> each() {
        Instant now = clock.instant();
        return sources.stream().flatMap(source -> source.alarms(now));
    }

    /** Says in the log which alarms are new and which are over, once a minute. */
    @Override
    public void tick(Instant now) {
        if (looked.plus(EVERY).isAfter(now)) {
            return;
        }
        looked = now;
        Map<String, AlarmView> present = new HashMap<>();
        all().forEach(alarm -> present.put(alarm.kind() + alarm.since() + alarm.node(), alarm));
        present.forEach((key, alarm) -> {
            if (!said.containsKey(key)) {
                LOG.error("ALARM: {}", alarm.words());
            }
        });
        said.forEach((key, alarm) -> {
            if (!present.containsKey(key)) {
                LOG.info("alarm over: {}", alarm.words());
            }
        });
        said.clear();
        said.putAll(present);
    }

    @Override
    public Stream<Instant> dues(Instant now) {
        return Stream.of(looked.plus(EVERY));
    }
}
