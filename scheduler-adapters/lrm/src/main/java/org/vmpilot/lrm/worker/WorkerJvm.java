package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Stopwatch;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Logger;
import org.vmpilot.host.Uptime;

/**
 * How a worker's JVM is started: a DRMAA library in Java, what {@link WorkerMain} needs, and nothing else.
 *
 * @param java the JVM
 * @param library jars of the DRMAA API and of its implementation: they come first
 * @param options the JVM's, beside those that every worker has
 * @param environment the whole of it
 */
public record WorkerJvm(Path java, List<Path> library, List<String> options, Map<String, String> environment) {
    /** One class of each jar that {@link WorkerMain} needs. The DRMAA API is not among them. */
    private static final List<Class<?>> NEEDED = List.of(
            WorkerMain.class,
            Uptime.class,
            ObjectMapper.class,
            JsonParser.class,
            JsonAutoDetect.class,
            Logger.class,
            Stopwatch.class);

    /** Small, and soon up. */
    private static final List<String> OPTIONS = List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.StatusLogger.level=OFF"); // there is no log4j-core here, and it need not say so

    public WorkerProcess process() {
        List<String> words = new ArrayList<>();
        words.add(java.toString());
        words.addAll(OPTIONS);
        words.addAll(options);
        words.addAll(List.of("-cp", classPath(), WorkerMain.class.getName()));
        return new WorkerProcess(OneProcessor.words(), words, environment);
    }

    private String classPath() {
        return Stream.concat(library.stream(), NEEDED.stream().map(WorkerJvm::place))
                .map(Path::toString)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The jar, or the folder of classes, that a class comes from. */
    public static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path with a folder that is no URI", e);
        }
    }
}
