package org.vmpilot.coordinator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;

/** Views as JSON: snake case, instants as ISO-8601 UTC, what is not known as null. */
final class ViewJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build();

    private ViewJson() {}

    static byte[] bytes(Object view) {
        try {
            return MAPPER.writeValueAsBytes(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view that is not JSON: " + view.getClass(), e);
        }
    }

    /** A certificate as its node wrote it: JSON, or, if a node wrote anything else, that as a text. */
    static JsonNode certificate(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return new TextNode(text);
        }
    }
}
