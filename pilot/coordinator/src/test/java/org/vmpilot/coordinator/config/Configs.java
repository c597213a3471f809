package org.vmpilot.coordinator.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
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
                new CoordinatorConfig.Api(listen, tokenFile),
                all.agents(),
                all.lrm(),
                all.times(),
                all.limits(),
                all.queues(),
                all.nodes(),
                all.resumeByItself());
    }
}
