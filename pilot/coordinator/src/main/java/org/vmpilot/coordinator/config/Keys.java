package org.vmpilot.coordinator.config;

import static org.vmpilot.coordinator.document.Kinds.duration;
import static org.vmpilot.coordinator.document.Kinds.text;
import static org.vmpilot.coordinator.document.Kinds.whole;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.protocol.SlotKey;

/** Every key of {@code vmpilot.toml} with its default and its bounds: the one place. docs/configuration.md says what they mean. */
final class Keys {
    static final String NODE_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private static final Kind<Path> PATH = value -> Path.of(Kinds.PATH_TEXT.read(value));
    private static final Kind<Optional<Path>> PATH_OR_NONE =
            value -> "none".equals(Kinds.TEXT.read(value)) ? Optional.empty() : Optional.of(PATH.read(value));
    private static final Kind<String> NODE =
            text(NODE_PATTERN, "a node's name (1 to 64 letters, digits, dots, dashes and underscores)");

    static final Key<Path> STATE_FOLDER = Key.with("", "state", PATH, "/var/lib/vmpilot-coordinator");
    static final Key<Path> SITE_KEY_FILE = Key.with("", "site_key", PATH, "/etc/vmpilot/site.key");

    static final Key<InetSocketAddress> API_LISTEN = Key.with("api", "listen", new ListenAddress(), "127.0.0.1:7070");
    static final Key<Optional<Path>> API_TOKEN_FILE =
            Key.with("api", "token_file", PATH_OR_NONE, "/etc/vmpilot/api.token");
    static final Key<Path> API_TLS_CERTIFICATE = Key.without("api", "tls_certificate", PATH);
    static final Key<Path> API_TLS_KEY = Key.without("api", "tls_key", PATH);
    static final Key<InetSocketAddress> AGENTS_LISTEN =
            Key.with("agents", "listen", new ListenAddress(), "0.0.0.0:7071");

    static final Key<Path> FORMER_SITE_KEY_FILE = Key.without("agents", "former_site_key", PATH);

    static final Key<String> LRM_PROVIDER = Key.with("lrm", "provider", LrmProviders.NAME, "embedded");
    static final Key<String> LRM_LAUNCHER = Key.with("lrm", "launcher", Kinds.PATH_TEXT, "/opt/vmpilot/node/pilot-job");
    static final Key<Integer> LRM_PILOT_MEMORY = Key.with("lrm", "pilot_memory", whole(0, 1 << 20), 192);
    static final Key<Boolean> LRM_ASSEMBLY =
            Key.with("lrm", "assembly", Kinds.choice(Map.of("jobs", false, "gang", true)), "gang");
    static final Key<String> LRM_DEFAULT_QUEUE = Key.without("lrm", "default_queue", LrmNames.QUEUE);
    static final Key<String> LRM_DEFAULT_NODE_PROPERTY =
            Key.without("lrm", "default_node_property", LrmNames.NODE_PROPERTY);
    static final Key<String> LRM_DEFAULT_ACCOUNT = Key.without("lrm", "default_account", LrmNames.ACCOUNT);

    static final Key<Duration> START_ALLOWANCE = Key.with("times", "start_allowance", duration(SECOND, HOUR), "2m");
    static final Key<Duration> ASSEMBLY_ALLOWANCE =
            Key.with("times", "assembly_allowance", duration(SECOND, DAY), "10m");
    static final Key<Duration> TEARDOWN_POLITE = Key.with("times", "teardown_polite", duration(SECOND, HOUR), "30s");
    static final Key<Duration> TEARDOWN_FORCED = Key.with("times", "teardown_forced", duration(SECOND, HOUR), "15s");
    static final Key<Duration> TEARDOWN_MARGIN =
            Key.with("times", "teardown_margin", duration(Duration.ZERO, HOUR), "5s");
    static final Key<Duration> LONG_POLL =
            Key.with("times", "long_poll", duration(SECOND, Duration.ofMinutes(5)), "1m");
    static final Key<Duration> HEARTBEAT_LOST = Key.with("times", "heartbeat_lost", duration(SECOND, DAY), "3m");
    static final Key<Duration> QUERY_MIN = Key.with("times", "query_min", duration(Duration.ofMillis(100), HOUR), "2s");
    static final Key<Duration> QUERY_MAX = Key.with("times", "query_max", duration(Duration.ofMillis(100), HOUR), "1m");
    static final Key<Duration> RETRY_AFTER = Key.with("times", "retry_after", duration(SECOND, DAY), "30s");
    static final Key<Duration> QUEUE_PATIENCE =
            Key.with("times", "queue_patience", duration(Duration.ofMinutes(1), YEAR), "1h");

    static final Key<Duration> MAX_DURATION = Key.with("limits", "duration", duration(SECOND, YEAR), "7d");
    static final Key<Integer> MAX_GUESTS = Key.with("limits", "guests", whole(1, 10_000), 1000);
    static final Key<Integer> MAX_SLOTS = Key.with("limits", "slots", whole(1, SlotKey.MAX_INDEX), 256);
    static final Key<Integer> MAX_OPEN_LEASES = Key.with("limits", "open_leases", whole(1, 100_000), 1000);
    static final Key<Integer> ATTEMPTS = Key.with("limits", "attempts", whole(1, SlotKey.MAX_ATTEMPT), 5);

    static final Key<Duration> KEEP_ENDED =
            Key.with("limits", "keep_ended", duration(DAY, YEAR.multipliedBy(10)), "365d");

    static final Key<Duration> KEEP_AUDIT = Key.with("audit", "keep", duration(DAY, YEAR.multipliedBy(10)), "365d");

    static final QuotaKeys OF_SUBMITTER = QuotaKeys.of("submitter");
    static final Key<String> PROJECT_NAME = Key.without(
            "project",
            "name",
            text("[a-z][a-z0-9-]{0,31}", "1 to 32 small letters, digits and dashes, a letter first"));
    static final Key<String> PROJECT_ACCOUNT = Key.without("project", "account", LrmNames.ACCOUNT);
    static final QuotaKeys OF_PROJECT = QuotaKeys.of("project");

    static final Key<Boolean> NODES_RESUME =
            Key.with("nodes", "resume", Kinds.choice(Map.of("hand", false, "auto", true)), "hand");

    static final Key<String> QUEUE_NAME = Key.without("queue", "name", LrmNames.QUEUE);
    static final Key<Duration> QUEUE_MAX_DURATION = Key.without("queue", "max_duration", duration(SECOND, YEAR));
    static final Key<String> QUEUE_QOS = Key.without("queue", "qos", LrmNames.ACCOUNT);
    static final Key<String> QUEUE_RESERVATION = Key.without("queue", "reservation", LrmNames.ACCOUNT);
    static final Key<Integer> QUEUE_PRIORITY = Key.without("queue", "priority", whole(-1024, Integer.MAX_VALUE));
    static final Key<String> QUEUE_OPTIONS = Key.without("queue", "options", LrmNames.OPTIONS);

    static final Key<String> NODE_NAME = Key.without("node", "name", NODE);
    static final Key<String> NODE_LRM_NAME = Key.without("node", "lrm_name", NODE);

    static final List<Key<?>> ALL = Stream.<List<? extends Key<?>>>of(
                    List.<Key<?>>of(
                            STATE_FOLDER,
                            SITE_KEY_FILE,
                            API_LISTEN,
                            API_TOKEN_FILE,
                            API_TLS_CERTIFICATE,
                            API_TLS_KEY,
                            AGENTS_LISTEN,
                            FORMER_SITE_KEY_FILE,
                            LRM_PROVIDER,
                            LRM_LAUNCHER,
                            LRM_PILOT_MEMORY,
                            LRM_ASSEMBLY,
                            LRM_DEFAULT_QUEUE,
                            LRM_DEFAULT_NODE_PROPERTY,
                            LRM_DEFAULT_ACCOUNT,
                            START_ALLOWANCE,
                            ASSEMBLY_ALLOWANCE,
                            TEARDOWN_POLITE,
                            TEARDOWN_FORCED,
                            TEARDOWN_MARGIN,
                            LONG_POLL,
                            HEARTBEAT_LOST,
                            QUERY_MIN,
                            QUERY_MAX,
                            RETRY_AFTER,
                            QUEUE_PATIENCE,
                            MAX_DURATION,
                            MAX_GUESTS,
                            MAX_SLOTS,
                            MAX_OPEN_LEASES,
                            ATTEMPTS,
                            KEEP_ENDED,
                            KEEP_AUDIT),
                    OF_SUBMITTER.all(),
                    List.<Key<?>>of(PROJECT_NAME, PROJECT_ACCOUNT),
                    OF_PROJECT.all(),
                    List.<Key<?>>of(
                            NODES_RESUME,
                            QUEUE_NAME,
                            QUEUE_MAX_DURATION,
                            QUEUE_QOS,
                            QUEUE_RESERVATION,
                            QUEUE_PRIORITY,
                            QUEUE_OPTIONS,
                            NODE_NAME,
                            NODE_LRM_NAME),
                    WindowKeys.ALL)
            .<Key<?>>flatMap(List::stream)
            .toList();

    private Keys() {}
}
