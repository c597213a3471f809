package org.vmpilot.lrm.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.DrmsInitException;
import org.ggf.drmaa.InvalidContactStringException;

/** Where sessions are kept: a contact is the name of a session's file. */
final class Sessions {
    private static final Pattern CONTACT = Pattern.compile("session-[0-9a-f]{16}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Optional<Path> folder;

    Sessions(Optional<Path> folder) {
        this.folder = folder;
    }

    record Opened(String contact, SessionJobs jobs) {}

    Opened begin() throws DrmaaException {
        String contact = "session-" + HexFormat.of().toHexDigits(RANDOM.nextLong());
        SessionFile file = file(contact);
        try {
            file.make();
            return new Opened(contact, new SessionJobs(file));
        } catch (IOException e) {
            throw new DrmsInitException("a session cannot be kept: " + e);
        }
    }

    /** @throws InvalidContactStringException no session of that contact is kept here */
    Opened returnTo(String contact) throws DrmaaException {
        if (!CONTACT.matcher(contact).matches()
                || folder.isEmpty()
                || !Files.exists(folder.get().resolve(contact))) {
            throw new InvalidContactStringException("no session '" + contact + "' is kept"
                    + folder.map(where -> " in " + where).orElse(" at all"));
        }
        try {
            return new Opened(contact, new SessionJobs(file(contact)));
        } catch (IOException e) {
            throw new DrmsInitException("session " + contact + ": " + e);
        }
    }

    /** The contacts that can be returned to. */
    List<String> kept() {
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.get())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> CONTACT.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private SessionFile file(String contact) {
        return new SessionFile(folder.map(where -> where.resolve(contact)));
    }
}
