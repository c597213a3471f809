package org.vmpilot.coordinator;

import com.google.common.base.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.quartz.SchedulerException;
import org.vmpilot.coordinator.agents.AgentsDoor;
import org.vmpilot.coordinator.agents.LongPolls;
import org.vmpilot.coordinator.agents.Verbs;
import org.vmpilot.coordinator.alarms.AlarmSource;
import org.vmpilot.coordinator.api.ApiDoor;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.config.ServerIdentity;
import org.vmpilot.coordinator.config.SiteKey;
import org.vmpilot.coordinator.config.TlsFiles;
import org.vmpilot.coordinator.http.Door;
import org.vmpilot.coordinator.http.HttpServer;
import org.vmpilot.coordinator.http.Limits;
import org.vmpilot.coordinator.http.ServedCertificate;
import org.vmpilot.coordinator.loop.Calendar;
import org.vmpilot.coordinator.loop.ElapsedClock;
import org.vmpilot.coordinator.loop.Lanes;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.ScheduledWake;
import org.vmpilot.coordinator.loop.Wake;
import org.vmpilot.coordinator.loop.Watchdog;
import org.vmpilot.coordinator.metrics.Meters;
import org.vmpilot.coordinator.metrics.Metrics;
import org.vmpilot.coordinator.metrics.RequestMeter;
import org.vmpilot.coordinator.service.MonitoringService;
import org.vmpilot.coordinator.store.Store;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.QueueOptionsLrm;
import org.vmpilot.lrm.embedded.EmbeddedLrm;
import org.vmpilot.lrm.gridengine.GridEngineLrm;
import org.vmpilot.lrm.gridengine.GridEngineSettings;
import org.vmpilot.lrm.jna.NativeLrm;
import org.vmpilot.lrm.pbs.PbsLrm;
import org.vmpilot.lrm.pbs.PbsSettings;
import org.vmpilot.lrm.slurm.SlurmLrm;
import org.vmpilot.lrm.slurm.SlurmSettings;
import org.vmpilot.protocol.view.AlarmView;

/** All parts of the coordinator, joined. Closing it stops deciding and listening; leases, jobs and guests go on. */
final class Coordinator implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(Coordinator.class);
    /** Submits at a time. */
    private static final int SUBMITS = 3;

    private static final int STOP_SECONDS = 5;

    /** EX_SOFTWARE. */
    private static final int STUCK = 70;

    private static final String EVERY_HOUR = "0 7 * * * ?";
    private static final String EVERY_MINUTE = "23 * * * * ?";

    private final Closer parts;

    private Coordinator(Closer parts) {
        this.parts = parts;
    }

    /**
     * Starts in the order in which a fault costs least: keys, store, listeners. What was started is stopped again when a later
     * part cannot start.
     *
     * @throws IOException in words for people: a key file, or an address that cannot be listened on
     */
    static Coordinator start(CoordinatorConfig config) throws IOException, StoreException {
        SiteKey siteKey = SiteKey.load(config.siteKeyFile());
        Optional<Path> formerFile = config.agents().formerSiteKeyFile();
        Optional<SiteKey> formerKey =
                formerFile.isPresent() ? Optional.of(SiteKey.load(formerFile.get())) : Optional.empty();
        Closer parts = new Closer();
        try {
            Store store = parts.add("store", Store.open(config.stateFolder()));
            ElapsedClock clock = clock(config);
            Lrm lrm = parts.add("LRM", new QueueOptionsLrm(lrm(config), config.queueOptions()));
            Lanes lanes = lanes(parts);
            ExecutorService loop = threads("engine", 1);
            Meters meters = new Meters(Ticker.systemTicker());
            Ports ports = new Ports(meters.journal(store), lrm, clock, new SecureRandom(), meters.loop(loop), lanes);
            LongPolls polls = new LongPolls(config.times().longPoll());
            Optional<ServedCertificate> certificate = certificate(config);
            AlarmSource[] others = Stream.concat(
                            Stream.<AlarmSource>of(now -> clockAlarm(clock)),
                            certificate.stream().map(CertificateAlarms::new))
                    .toArray(AlarmSource[]::new);
            Rooms rooms = new Rooms(ports, InstantSource.system(), config, version(), polls, others);
            Metrics metrics = rooms.metrics(meters);
            Wake timer = parts.add("timer", new ScheduledWake(clock, () -> {
                clock.look();
                rooms.loop().wake();
            }));
            // Added last of these: it is stopped first, while what it calls still stands.
            parts.add("engine", stop(loop));
            recover(rooms, timer);
            parts.add("calendar", calendar(rooms, certificate));
            Verbs verbs = new Verbs(rooms.agents(), siteKey, formerKey, config.nodes());
            Door agents = AgentsDoor.on(config.agents().listen(), verbs)
                    .counted(() -> metrics.requests().begun(RequestMeter.Kind.AGENT));
            Door api = ApiDoor.on(
                            config,
                            rooms.leases(),
                            rooms.freezes(),
                            rooms.accounts(),
                            rooms.holds(),
                            new MonitoringService(metrics))
                    .showing(certificate);
            HttpServer http = parts.add("HTTP server", HttpServer.start(Limits.STANDARD, agents, api));
            LOG.info(
                    "serving: version {}, API on {}://{}:{}, agents on {}:{}, LRM {}, store {}",
                    version(),
                    certificate.isPresent() ? "https" : "http",
                    config.api().listen().getAddress().getHostAddress(),
                    http.port(api),
                    config.agents().listen().getAddress().getHostAddress(),
                    http.port(agents),
                    lrm.name(),
                    config.stateFolder());
            parts.add("watchdog", Watchdog.start(Rooms.LOOK, rooms.pulses(), Coordinator::exit));
            return new Coordinator(parts);
        } catch (SchedulerException e) {
            parts.close();
            throw new IOException("the calendar cannot be started: " + e.getMessage(), e);
        } catch (IOException | StoreException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static Optional<ServedCertificate> certificate(CoordinatorConfig config) throws IOException {
        Optional<TlsFiles> files = config.api().tls();
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(ServedCertificate.of(() -> shown(files.get().load()), InstantSource.system()));
    }

    private static ServedCertificate.Shown shown(ServerIdentity identity) throws IOException {
        return new ServedCertificate.Shown(identity.keyStore(), identity.chain());
    }

    private static Calendar calendar(Rooms rooms, Optional<ServedCertificate> certificate) throws SchedulerException {
        Calendar calendar = new Calendar();
        calendar.every("forget leases that ended long ago", EVERY_HOUR, rooms.retention()::forget);
        if (certificate.isPresent()) {
            calendar.every("look at the API's certificate", EVERY_MINUTE, certificate.get()::look);
        }
        return calendar;
    }

    /** Its supervisor starts it again, and starting is recovering. Not an orderly end: what has stopped may be what that would wait for. */
    private static void exit(String words) {
        LOG.fatal("ALARM: {}; the coordinator exits with status {}, to be started again", words, STUCK);
        Runtime.getRuntime().halt(STUCK);
    }

    /** Before anybody is served: a lease that is not known here would look as if it were not there. */
    private static void recover(Rooms rooms, Wake timer) throws StoreException {
        try {
            int open = rooms.loop().start(timer).get();
            LOG.info("open leases: {}", open);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Kind.BROKEN, "interrupted while the store was read", e);
        } catch (ExecutionException e) {
            throw new StoreException(
                    StoreException.Kind.BROKEN,
                    "what the store says cannot be taken up, and nothing was changed: "
                            + e.getCause().getMessage(),
                    e.getCause());
        }
    }

    /** @throws IOException in words for people */
    static Lrm lrm(CoordinatorConfig config) throws IOException {
        String provider = config.lrm().provider();
        return switch (provider) {
            case "embedded" -> EmbeddedLrm.open(config.lrm().settings());
            case "grid-engine", "pbs", "slurm", "native" -> overCommands(provider, config);
            default ->
                throw new IOException("there is no LRM provider '" + provider
                        + "'; there are: embedded, grid-engine, pbs, slurm, native");
        };
    }

    private static Lrm overCommands(String provider, CoordinatorConfig config) throws IOException {
        Map<String, String> table = config.lrm().settings();
        CommandRunner runner = new SessionCommandRunner();
        InstantSource clock = InstantSource.system();
        try {
            return switch (provider) {
                case "grid-engine" ->
                    GridEngineLrm.open(GridEngineSettings.of(table), runner, clock, config.stateFolder());
                case "pbs" -> PbsLrm.open(PbsSettings.of(table), runner, clock);
                case "slurm" -> SlurmLrm.open(SlurmSettings.of(table), runner, clock);
                default -> NativeLrm.open(table, runner, clock, config.stateFolder());
            };
        } catch (IllegalArgumentException e) {
            throw new IOException("[lrm." + provider + "]\n" + e.getMessage(), e);
        }
    }

    private static Stream<AlarmView> clockAlarm(ElapsedClock clock) {
        return clock.jump().map(jump -> new AlarmView(jump.at(), "clock_set", "", jump.words())).stream();
    }

    /** Its anchor lies in the store's folder, and is as needed as the store. */
    private static ElapsedClock clock(CoordinatorConfig config) throws StoreException {
        try {
            return ElapsedClock.open(config.stateFolder());
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.BROKEN, e.getMessage(), e);
        }
    }

    private static Lanes lanes(Closer parts) {
        return new Lanes(
                lane(parts, "surveys", 1),
                lane(parts, "submits", SUBMITS),
                SUBMITS,
                lane(parts, "cancels", 1),
                lane(parts, "drains", 1));
    }

    private static ExecutorService lane(Closer parts, String name, int count) {
        ExecutorService threads = threads("lrm-" + name, count);
        parts.add("LRM's " + name, stop(threads));
        return threads;
    }

    private static ExecutorService threads(String name, int count) {
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
        // What comes after the stop is dropped: the next start finds it in the store or asks the LRM.
        return new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons,
                new ThreadPoolExecutor.DiscardPolicy());
    }

    private static AutoCloseable stop(ExecutorService threads) {
        return () -> {
            threads.shutdownNow();
            threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        };
    }

    private static String version() {
        String version = Coordinator.class.getPackage().getImplementationVersion();
        return version == null ? "not packaged" : version;
    }

    @Override
    public void close() {
        parts.close();
        LOG.info("stopped; leases, jobs and guests go on");
    }
}
