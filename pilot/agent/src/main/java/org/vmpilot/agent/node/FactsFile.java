package org.vmpilot.agent.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonException;

/** What vmpilot-facts wrote down before this slot came: nothing is asked of Xen on the way to a guest. What cannot be read is not known. */
public final class FactsFile {
    private final Path file;
    private final String bootId;
    private final AgentLog log;

    /** @param bootId of now: what was found out before the machine started is not told */
    public FactsFile(Path file, String bootId, AgentLog log) {
        this.file = file;
        this.bootId = bootId;
        this.log = log;
    }

    public Optional<String> read() {
        try {
            if (Files.size(file) > Claim.MOST_FACTS) {
                log.say(file + " is longer than " + Claim.MOST_FACTS + " bytes and is not told");
                return Optional.empty();
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return Json.fields(text)
                            .optionalText("boot_id")
                            .filter(bootId::equals)
                            .isPresent()
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JsonException e) {
            log.say("the node's facts are not told: " + file + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
