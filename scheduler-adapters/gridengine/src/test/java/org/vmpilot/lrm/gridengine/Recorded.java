package org.vmpilot.lrm.gridengine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Outputs of a real cell, from the test resources. */
final class Recorded {
    private Recorded() {}

    static String text(String name) {
        try (InputStream stream = Recorded.class.getResourceAsStream("/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
