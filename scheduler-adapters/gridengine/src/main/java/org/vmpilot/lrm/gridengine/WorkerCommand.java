package org.vmpilot.lrm.gridengine;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Stopwatch;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Logger;
import org.vmpilot.host.Uptime;
import org.vmpilot.lrm.worker.WorkerMain;
import org.vmpilot.lrm.worker.WorkerProcess;

/** How the worker is started: the site's DRMAA jar, what the worker protocol needs, and nothing else. */
final class WorkerCommand {
    /** One class of each jar that {@link WorkerMain} needs. The DRMAA API is not among them: the site's own comes first. */
    private static final List<Class<?>> NEEDED = List.of(
            WorkerMain.class,
            Uptime.class,
            ObjectMapper.class,
            JsonParser.class,
            JsonAutoDetect.class,
            Logger.class,
            Stopwatch.class);

    private WorkerCommand() {}

    static WorkerProcess of(GridEngineSettings settings) {
        return new WorkerProcess(arguments(settings.worker()), environment(settings));
    }

    private static List<String> arguments(GridEngineSettings.Worker worker) {
        return List.of(
                worker.java().toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.library.path=" + worker.library(),
                "-Dlog4j2.StatusLogger.level=OFF", // there is no log4j-core here, and it need not say so
                "-cp",
                classPath(worker.jar()),
                WorkerMain.class.getName());
    }

    /** Grid Engine reads SGE_ROOT and SGE_CELL when the library is loaded. */
    private static Map<String, String> environment(GridEngineSettings settings) {
        Map<String, String> environment = new HashMap<>(settings.environment());
        settings.worker().preload().ifPresent(library -> environment.put("LD_PRELOAD", library));
        return environment;
    }

    private static String classPath(Path jar) {
        return Stream.concat(Stream.of(jar.toString()), NEEDED.stream().map(WorkerCommand::place))
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path with a folder that is no URI", e);
        }
    }
}
