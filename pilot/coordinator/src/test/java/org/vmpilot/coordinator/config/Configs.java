package org.vmpilot.coordinator.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configurations for tests. */
public final class Configs {
    private Configs() {}

    /** Everything by default, but this API. */
    public static CoordinatorConfig withApi(InetSocketAddress listen, Optional<Path> tokenFile) {
        CoordinatorConfig all = ConfigText.config(ConfigText.fields("", new ArrayList<>()));
        return new CoordinatorConfig(
                all.stateFolder(),
                all.siteKeyFile(),
                new CoordinatorConfig.Api(listen, tokenFile, Optional.empty()),
                all.agents(),
                all.lrm(),
                all.times(),
                all.limits(),
                all.queues(),
                all.nodes(),
                all.resumeByItself(),
                all.access(),
                all.windows());
    }

    /** The same with these projects and limits. */
    public static CoordinatorConfig with(CoordinatorConfig all, Access access) {
        return new CoordinatorConfig(
                all.stateFolder(),
                all.siteKeyFile(),
                all.api(),
                all.agents(),
                all.lrm(),
                all.times(),
                all.limits(),
                all.queues(),
                all.nodes(),
                all.resumeByItself(),
                access,
                all.windows());
    }

    /** The same with these windows. */
    public static CoordinatorConfig with(CoordinatorConfig all, MaintenanceWindow... windows) {
        return new CoordinatorConfig(
                all.stateFolder(),
                all.siteKeyFile(),
                all.api(),
                all.agents(),
                all.lrm(),
                all.times(),
                all.limits(),
                all.queues(),
                all.nodes(),
                all.resumeByItself(),
                all.access(),
                List.of(windows));
    }

    /** The same with one node, and a state folder that is open to others. */
    public static CoordinatorConfig withNode(CoordinatorConfig all, CoordinatorConfig.Node node, Path folder) {
        Path open = folder.resolve("open");
        if (!open.toFile().exists() && !(open.toFile().mkdir() && open.toFile().setReadable(true, false))) {
            throw new IllegalStateException("no folder " + open);
        }
        return new CoordinatorConfig(
                open,
                all.siteKeyFile(),
                all.api(),
                new CoordinatorConfig.Agents(new InetSocketAddress(InetAddress.getLoopbackAddress(), 2)),
                all.lrm(),
                all.times(),
                all.limits(),
                all.queues(),
                List.of(node),
                all.resumeByItself(),
                all.access(),
                all.windows());
    }
}
