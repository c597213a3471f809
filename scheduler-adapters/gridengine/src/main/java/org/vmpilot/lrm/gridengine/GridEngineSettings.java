package org.vmpilot.lrm.gridengine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.lrm.ProviderTable;

/**
 * The table {@code [lrm.grid-engine]} of the coordinator's configuration, checked.
 *
 * @param root SGE_ROOT
 * @param cell SGE_CELL
 * @param commands folder of qstat, qacct, qmod, qconf
 * @param owner the account whose jobs are ours
 * @param account what a request's account is to Grid Engine
 * @param exclusiveComplex the complex that gives a job its host alone
 * @param memoryComplex the consumable that books memory on shared nodes
 * @param parallelEnvironment the one by which a job gets several nodes, one slot on each
 * @param settle see {@link org.vmpilot.lrm.Lrm#settleTime}: longer than the cell's accounting flush
 * @param deadline of each call
 */
public record GridEngineSettings(
        Path root,
        String cell,
        Path commands,
        String owner,
        Account account,
        String exclusiveComplex,
        Optional<String> memoryComplex,
        String parallelEnvironment,
        Duration settle,
        Duration deadline,
        Worker worker) {

    /** What {@code qsub} calls it. */
    public enum Account {
        /** {@code -P}: a project that must exist. */
        PROJECT,
        /** {@code -A}: any words in the accounting. */
        ACCOUNTING
    }

    /**
     * How the worker is started.
     *
     * @param java the JVM
     * @param jar the site's own drmaa.jar: API and binding
     * @param library folder of libdrmaa.so
     * @param preload what LD_PRELOAD must name; empty: nothing. Debian's libdrmaa needs libjemalloc before the JVM starts (its
     *     thread-local storage is static)
     */
    public record Worker(Path java, Path jar, Path library, Optional<String> preload) {}

    /** @throws IllegalArgumentException names every wrong key, one a line */
    public static GridEngineSettings of(Map<String, String> table) {
        return ProviderTable.read(table, GridEngineSettings::read);
    }

    /** What is wrong with the table: {@code key: words}, one text each. */
    public static List<String> check(Map<String, String> table) {
        return ProviderTable.check(table, GridEngineSettings::read);
    }

    /** Every key of {@code [lrm.grid-engine]} with its default: the one place. */
    private static GridEngineSettings read(ProviderTable table) {
        return new GridEngineSettings(
                table.path("sge_root", "/var/lib/gridengine"),
                table.word("sge_cell", "default"),
                table.path("commands", "/usr/bin"),
                table.word("owner", System.getProperty("user.name")),
                table.choice("account", Account.PROJECT),
                table.word("exclusive_complex", "exclusive"),
                table.maybeWord("memory_complex"),
                table.word("parallel_environment", "vmpilot"),
                table.duration("settle", "60s"),
                table.duration("deadline", "30s"),
                worker(table));
    }

    private static Worker worker(ProviderTable table) {
        return new Worker(
                table.path("java", System.getProperty("java.home") + "/bin/java"),
                table.path("drmaa_jar", "/usr/share/java/drmaa.jar"),
                table.path("drmaa_library", "/usr/lib/gridengine-drmaa/lib"),
                table.maybe("preload", "libjemalloc.so.2", "a library, or none", text -> !text.isBlank()));
    }

    /** The environment of Grid Engine's commands. SGE_SINGLE_LINE: else qconf folds long lines. */
    public Map<String, String> environment() {
        return Map.of(
                "SGE_ROOT", root.toString(),
                "SGE_CELL", cell,
                "SGE_SINGLE_LINE", "1",
                "PATH", "/usr/local/bin:/usr/bin:/bin",
                "LC_ALL", "C");
    }
}
