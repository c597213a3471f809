package org.vmpilot.coordinator.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** The process, its JVM, and the store's files. */
final class ProcessGauges {
    private static final double MILLIS = 1000;

    private ProcessGauges() {}

    static void of(Families families, Path folder) {
        jvm(families);
        process(families);
        Map<String, String> files = Map.of("vmpilot.db", "database", "vmpilot.db-wal", "log");
        families.gauge("vmpilot_store_size_bytes", "The store's files.", "file", () -> {
            Map<String, Long> sizes = new LinkedHashMap<>();
            files.forEach((file, label) ->
                    sizes.put(label, folder.resolve(file).toFile().length()));
            return sizes;
        });
        families.gauge(
                "vmpilot_store_free_bytes",
                "What is free for us where the store lies.",
                () -> folder.toFile().getUsableSpace());
        families.gauge(
                "vmpilot_store_filesystem_bytes",
                "The size of the file system where the store lies.",
                () -> folder.toFile().getTotalSpace());
    }

    private static void jvm(Families families) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        families.gauge(
                "jvm_memory_used_bytes",
                "Memory of the JVM that is in use.",
                "area",
                () -> Map.of(
                        "heap", memory.getHeapMemoryUsage().getUsed(),
                        "nonheap", memory.getNonHeapMemoryUsage().getUsed()));
        families.gauge(
                "jvm_memory_max_bytes",
                "Most memory of the JVM's heap.",
                () -> memory.getHeapMemoryUsage().getMax());
        families.gauge(
                "jvm_threads_current",
                "Threads of the JVM.",
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        families.counter(
                "jvm_gc_collections_total",
                "Garbage collections.",
                () -> gc(GarbageCollectorMXBean::getCollectionCount));
        families.secondsCounter(
                "jvm_gc_seconds_total",
                "Time in garbage collections.",
                () -> TimeUnit.MILLISECONDS.toNanos(gc(GarbageCollectorMXBean::getCollectionTime)));
    }

    private static long gc(ToLongFunction<GarbageCollectorMXBean> figure) {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(figure)
                .filter(known -> known > 0)
                .sum();
    }

    private static void process(Families families) {
        families.gauge(
                "process_start_time_seconds",
                "When the process started, by the wall clock, since 1970.",
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            families.secondsCounter(
                    "process_cpu_seconds_total", "Processor time of the process.", system::getProcessCpuTime);
            families.gauge("process_open_fds", "Open file descriptors.", system::getOpenFileDescriptorCount);
            families.gauge(
                    "process_max_fds", "Most file descriptors that may be open.", system::getMaxFileDescriptorCount);
        }
    }
}
