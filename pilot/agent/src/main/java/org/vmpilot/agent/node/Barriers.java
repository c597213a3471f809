package org.vmpilot.agent.node;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.vmpilot.protocol.SlotKey;

/** What keeps a pilot from starting anything on this node; looked at before the claim, and again by vmpilot-create. */
public final class Barriers {
    private Barriers() {}

    /**
     * What stands in the way.
     *
     * @param ofNode of every slot, not of this one alone
     * @param words why nothing may be started, for people
     */
    public record Barrier(boolean ofNode, String words) {}

    /** Empty: nothing stands in the way. */
    public static Optional<Barrier> against(SlotKey slot, NodeFolders folders) {
        for (Path marks : new Path[] {folders.marks(), folders.marksUntilBoot()}) {
            Optional<Barrier> mark = markIn(marks).map(words -> new Barrier(true, words));
            if (mark.isPresent()) {
                return mark;
            }
        }
        if (Files.exists(folders.certificate(slot))) {
            return Optional.of(new Barrier(false, "slot " + slot + " is over here: " + folders.certificate(slot)));
        }
        for (Path begun : new Path[] {folders.record(slot), folders.open(slot)}) {
            if (Files.exists(begun)) {
                return Optional.of(new Barrier(false, "slot " + slot + " was begun here before: " + begun));
            }
        }
        return Optional.empty();
    }

    /** Any file but one that is being written; where the folder cannot be read, nobody knows. */
    private static Optional<String> markIn(Path folder) {
        try (DirectoryStream<Path> marks = Files.newDirectoryStream(folder, "[!.]*")) {
            for (Path mark : marks) {
                return Optional.of("this node is closed: " + mark);
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.of("it is not known whether this node is closed: " + e.getMessage());
        }
    }
}
