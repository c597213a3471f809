package org.vmpilot.coordinator.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.TomlText;
import org.vmpilot.coordinator.document.Value;
import org.vmpilot.coordinator.document.WrongValueException;
import org.vmpilot.lrm.QueueOptions;
import org.vmpilot.protocol.TeardownBudget;

/** Reads the text of {@code vmpilot.toml}. Touches nothing. */
final class ConfigText {
    private static final Kind<String> SETTING = value -> {
        if (value instanceof Value.Text text) {
            return text.text();
        } else if (value instanceof Value.Whole whole) {
            return Long.toString(whole.number());
        } else if (value instanceof Value.Flag flag) {
            return Boolean.toString(flag.flag());
        }
        throw new WrongValueException("must be a text, a whole number, true or false, not " + value.kindName());
    };

    private ConfigText() {}

    /** The text's table; every fault of reading it is noted in the list. */
    static Fields fields(String text, List<Fault> faults) {
        return Fields.of(TomlText.read(text, faults), faults);
    }

    /** What the table says; of use only if no fault was noted. */
    static CoordinatorConfig config(Fields top) {
        Fields limits = top.table("limits");
        CoordinatorConfig.Limits most = limits(limits);
        CoordinatorConfig config = new CoordinatorConfig(
                Keys.STATE_FOLDER.read(top),
                Keys.SITE_KEY_FILE.read(top),
                api(top.table("api")),
                agents(top.table("agents")),
                lrm(top.table("lrm")),
                times(top.table("times")),
                most,
                top.tables("queue").stream().map(queue -> queue(queue, most)).toList(),
                top.tables("node").stream().map(ConfigText::node).toList(),
                resumeByItself(top.table("nodes")),
                access(top),
                top.tables("window").stream().map(WindowKeys::read).toList());
        top.finish();
        new ConfigRules(config, top).check();
        return config;
    }

    private static CoordinatorConfig.Api api(Fields fields) {
        CoordinatorConfig.Api api =
                new CoordinatorConfig.Api(Keys.API_LISTEN.read(fields), Keys.API_TOKEN_FILE.read(fields), tls(fields));
        fields.finish();
        return api;
    }

    private static Optional<TlsFiles> tls(Fields fields) {
        Optional<Path> certificate = Keys.API_TLS_CERTIFICATE.readOptional(fields);
        Optional<Path> key = Keys.API_TLS_KEY.readOptional(fields);
        if (certificate.isPresent() != key.isPresent()) {
            fields.fault(
                    certificate.isPresent() ? Keys.API_TLS_CERTIFICATE.name() : Keys.API_TLS_KEY.name(),
                    "needs " + (certificate.isPresent() ? "tls_key" : "tls_certificate") + " beside it");
        }
        return certificate.flatMap(file -> key.map(secret -> new TlsFiles(file, secret)));
    }

    private static CoordinatorConfig.Agents agents(Fields fields) {
        CoordinatorConfig.Agents agents = new CoordinatorConfig.Agents(
                Keys.AGENTS_LISTEN.read(fields), Keys.FORMER_SITE_KEY_FILE.readOptional(fields));
        fields.finish();
        return agents;
    }

    private static CoordinatorConfig.Lrm lrm(Fields fields) {
        String provider = Keys.LRM_PROVIDER.read(fields);
        CoordinatorConfig.Lrm lrm = new CoordinatorConfig.Lrm(
                provider,
                Keys.LRM_LAUNCHER.read(fields),
                Keys.LRM_PILOT_MEMORY.read(fields),
                Keys.LRM_ASSEMBLY.read(fields),
                Keys.LRM_DEFAULT_QUEUE.readOptional(fields),
                Keys.LRM_DEFAULT_NODE_PROPERTY.readOptional(fields),
                Keys.LRM_DEFAULT_ACCOUNT.readOptional(fields),
                settings(provider, fields.table(provider)));
        fields.finish();
        return lrm;
    }

    private static Map<String, String> settings(String provider, Fields fields) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String key : List.copyOf(fields.keys())) {
            fields.optional(key, SETTING).ifPresent(value -> settings.put(key, value));
        }
        for (String error : LrmProviders.check(provider, settings)) {
            String[] parts = error.split(": ", 2);
            fields.fault(parts[0], parts[parts.length - 1]);
        }
        return settings;
    }

    private static CoordinatorConfig.Times times(Fields fields) {
        CoordinatorConfig.Times times = new CoordinatorConfig.Times(
                Keys.START_ALLOWANCE.read(fields),
                Keys.ASSEMBLY_ALLOWANCE.read(fields),
                new TeardownBudget(
                        Keys.TEARDOWN_POLITE.read(fields),
                        Keys.TEARDOWN_FORCED.read(fields),
                        Keys.TEARDOWN_MARGIN.read(fields)),
                Keys.LONG_POLL.read(fields),
                Keys.HEARTBEAT_LOST.read(fields),
                Keys.QUERY_MIN.read(fields),
                Keys.QUERY_MAX.read(fields),
                Keys.RETRY_AFTER.read(fields),
                Keys.QUEUE_PATIENCE.read(fields));
        fields.finish();
        return times;
    }

    private static CoordinatorConfig.Limits limits(Fields fields) {
        CoordinatorConfig.Limits limits = new CoordinatorConfig.Limits(
                Keys.MAX_DURATION.read(fields),
                Keys.MAX_GUESTS.read(fields),
                Keys.MAX_SLOTS.read(fields),
                Keys.MAX_OPEN_LEASES.read(fields),
                Keys.ATTEMPTS.read(fields),
                Keys.KEEP_ENDED.read(fields));
        fields.finish();
        return limits;
    }

    private static boolean resumeByItself(Fields fields) {
        boolean byItself = Keys.NODES_RESUME.read(fields);
        fields.finish();
        return byItself;
    }

    private static Access access(Fields top) {
        Fields audit = top.table("audit");
        Access access = new Access(
                top.tables("project").stream().map(ConfigText::project).toList(),
                submitter(top.table("submitter")),
                Keys.KEEP_AUDIT.read(audit));
        audit.finish();
        return access;
    }

    private static Access.Project project(Fields fields) {
        Access.Project project = new Access.Project(
                fields.required(Keys.PROJECT_NAME.name(), Keys.PROJECT_NAME.kind(), ""),
                Keys.PROJECT_ACCOUNT.readOptional(fields),
                Keys.OF_PROJECT.read(fields));
        fields.finish();
        return project;
    }

    private static Quota submitter(Fields fields) {
        Quota quota = Keys.OF_SUBMITTER.read(fields);
        fields.finish();
        return quota;
    }

    private static CoordinatorConfig.Queue queue(Fields fields, CoordinatorConfig.Limits limits) {
        CoordinatorConfig.Queue queue = new CoordinatorConfig.Queue(
                fields.required(Keys.QUEUE_NAME.name(), Keys.QUEUE_NAME.kind(), ""),
                Keys.QUEUE_MAX_DURATION.readOptional(fields).orElse(limits.duration()),
                new QueueOptions(
                        Keys.QUEUE_QOS.readOptional(fields),
                        Keys.QUEUE_RESERVATION.readOptional(fields),
                        Keys.QUEUE_PRIORITY.readOptional(fields),
                        Keys.QUEUE_OPTIONS
                                .readOptional(fields)
                                .map(words -> List.of(words.split(" +")))
                                .orElse(List.of())));
        fields.finish();
        return queue;
    }

    private static CoordinatorConfig.Node node(Fields fields) {
        String name = fields.required(Keys.NODE_NAME.name(), Keys.NODE_NAME.kind(), "");
        CoordinatorConfig.Node node = new CoordinatorConfig.Node(
                name, Keys.NODE_LRM_NAME.readOptional(fields).orElse(name));
        fields.finish();
        return node;
    }
}
