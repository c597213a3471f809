package org.vmpilot.coordinator.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The SQLite file: one connection that writes, a few that read. */
final class Database implements AutoCloseable {
    private static final int BUSY_TIMEOUT_MS = 10_000;
    private static final String UNPACKED = "org.sqlite.tmpdir";

    private final Handle writer;
    private final ReaderPool readers;

    private Database(Handle writer, ReaderPool readers) {
        this.writer = writer;
        this.readers = readers;
    }

    static Database open(Path file) throws StoreException {
        unpackBeside(file);
        try {
            SQLiteDataSource source = source(file);
            Flyway flyway = Flyway.configure(Database.class.getClassLoader())
                    .dataSource(source)
                    .load();
            checkAge(file, flyway);
            flyway.migrate();
            Jdbi jdbi = Jdbi.create(source);
            jdbi.setStatementBuilderFactory(connection -> new KeptStatements());
            return new Database(jdbi.open(), new ReaderPool(jdbi));
        } catch (FlywayException | JdbiException e) {
            throw failure(e, "store " + file + " cannot be opened");
        }
    }

    /** Flyway by itself opens what a newer version has written, and says so in a warning. */
    private static void checkAge(Path file, Flyway flyway) throws StoreException {
        for (MigrationInfo step : flyway.info().all()) {
            if (step.getState().isApplied() && !step.getState().isResolved()) {
                throw new StoreException(
                        StoreException.Kind.NOT_OURS,
                        "store " + file + " was written by a newer version of vmpilot (step " + step.getVersion()
                                + " of its schema is not known here): nothing was changed; start that version");
            }
        }
    }

    /**
     * The driver unpacks its native library at each start and removes it at the end, which a kill -9 takes from it: a folder of the store's own, emptied here, and not
     * one file more in /tmp each time. Whoever has set another one keeps it.
     */
    private static void unpackBeside(Path file) throws StoreException {
        if (System.getProperty(UNPACKED) != null) {
            return;
        }
        Path folder = file.toAbsolutePath().resolveSibling("native");
        try {
            Files.createDirectories(folder);
            try (Stream<Path> left = Files.list(folder)) {
                for (Path library : left.toList()) {
                    Files.deleteIfExists(library);
                }
            }
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Kind.BROKEN, "folder " + folder + " cannot be made empty: " + e.getMessage(), e);
        }
        System.setProperty(UNPACKED, folder.toString());
    }

    private static SQLiteDataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // FULL: a commit is on disk when it returns; WAL with NORMAL would lose the last ones at a power failure.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.enforceForeignKeys(true);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    /** The one connection that writes; for the engine's thread only. */
    Handle writer() {
        return writer;
    }

    ReaderPool readers() {
        return readers;
    }

    static StoreException failure(Exception e, String words) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return new StoreException(kind(sqlite.getResultCode()), words + ": " + sqlite.getMessage(), e);
            }
        }
        StoreException.Kind kind =
                e instanceof FlywayException ? StoreException.Kind.NOT_OURS : StoreException.Kind.BROKEN;
        return new StoreException(kind, words + ": " + e.getMessage(), e);
    }

    private static StoreException.Kind kind(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_FULL, SQLITE_IOERR_WRITE -> StoreException.Kind.FULL;
            case SQLITE_NOTADB, SQLITE_CORRUPT -> StoreException.Kind.NOT_OURS;
            default -> StoreException.Kind.BROKEN;
        };
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }
}
