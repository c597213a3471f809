package org.vmpilot.coordinator.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.coordinator.document.Fields;

/** The file {@code vmpilot.toml}. */
public final class ConfigFile {
    /** Where it is unless somebody says otherwise. */
    public static final Path STANDARD = Path.of("/etc/vmpilot/vmpilot.toml");

    private static final int MOST_BYTES = 1 << 20;
    private static final Set<PosixFilePermission> OTHER_WRITERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private ConfigFile() {}

    /**
     * Reads and checks the file and the secrets that it names (owner, mode, form); changes nothing.
     *
     * @throws ConfigException every fault at once, each with file, line, key and what would be right
     */
    public static CoordinatorConfig load(Path file) throws ConfigException {
        List<Fault> faults = new ArrayList<>();
        Fields top = ConfigText.fields(text(file), faults);
        CoordinatorConfig config = ConfigText.config(top);
        checkSecrets(config, top);
        if (!faults.isEmpty()) {
            throw new ConfigException(
                    file.toString(),
                    faults.stream()
                            .distinct()
                            .sorted(Comparator.comparingInt(Fault::line))
                            .toList());
        }
        return config;
    }

    private static void checkSecrets(CoordinatorConfig config, Fields top) {
        Path state = config.stateFolder();
        SecretFile.fault(config.siteKeyFile(), state, SiteKey::parse).ifPresent(words -> top.fault("site_key", words));
        config.agents()
                .formerSiteKeyFile()
                .flatMap(file -> SecretFile.fault(file, state, SiteKey::parse))
                .ifPresent(words -> top.table("agents").fault("former_site_key", words));
        config.api()
                .tls()
                .flatMap(files -> files.fault(state))
                .ifPresent(fault -> top.table("api").fault(fault.key(), fault.words()));
        config.api()
                .tokenFile()
                .flatMap(file -> SecretFile.fault(file, state, ApiToken::parse))
                .ifPresent(words -> top.table("api").fault("token_file", words));
    }

    private static String text(Path file) throws ConfigException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw unreadable(file, "is larger than 1 MiB: not a configuration");
            }
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (!Collections.disjoint(mode, OTHER_WRITERS)) {
                throw unreadable(
                        file,
                        "others than its owner may write it (" + PosixFilePermissions.toString(mode)
                                + "), and it names the launcher that pilot jobs run: chmod go-w " + file);
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file");
        } catch (CharacterCodingException e) {
            throw unreadable(file, "is not UTF-8 text");
        } catch (IOException e) {
            throw unreadable(file, "cannot be read: " + e.getMessage());
        }
    }

    private static ConfigException unreadable(Path file, String words) {
        return new ConfigException(file.toString(), List.of(new Fault("", 0, words)));
    }
}
