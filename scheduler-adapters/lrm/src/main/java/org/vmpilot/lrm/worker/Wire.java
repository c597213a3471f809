package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/** The protocol's words: what a line looks like, and its bounds. */
final class Wire {
    /** The first line of the serving side names it; another major version is another protocol. */
    static final String PROTOCOL = "vmpilot-worker/1";

    /** Bytes of a request: a job template and its arguments. */
    static final int REQUEST_LIMIT = 1 << 20;

    /** Bytes of an answer: every job of an LRM in one. */
    static final int ANSWER_LIMIT = 1 << 26;

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(REQUEST_LIMIT)
                        .maxNestingDepth(32)
                        .build());
    }

    private Wire() {}

    /** @throws IOException the line is not a JSON object */
    static ObjectNode parse(String line) throws IOException {
        try {
            JsonNode node = JSON.readTree(line);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new IOException("not JSON: " + e.getOriginalMessage(), e);
        }
        throw new IOException("not a JSON object");
    }

    static ByteBuffer line(ObjectNode message) {
        // A newline within a string is escaped in JSON, so that the only one is the line's end.
        return ByteBuffer.wrap((message + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static void write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
