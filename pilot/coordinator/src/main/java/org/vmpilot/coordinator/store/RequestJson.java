package org.vmpilot.coordinator.store;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseTimes;
import org.vmpilot.protocol.TimePoint;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonFields;

/** A lease's request as the store keeps it. Equal requests have equal texts. */
public final class RequestJson {
    private RequestJson() {}

    public static String write(LeaseRequest request) {
        Map<String, Object> fields = asUnderstood(request);
        fields.put("longest_ms", request.longest().toMillis());
        request.times().startBy().ifPresent(point -> put(fields, "start_by", point));
        request.times().notBefore().ifPresent(point -> put(fields, "not_before", point));
        request.times().notice().ifPresent(notice -> fields.put("notice_ms", notice.toMillis()));
        if (!request.labels().isEmpty()) {
            fields.put("labels", new TreeMap<>(request.labels()));
        }
        request.defaults().ifPresent(paths -> fields.put("defaults", paths));
        return Json.write(fields);
    }

    /** As it was kept with idempotency keys up to version 5 of the store. */
    public static String writeOld(LeaseRequest request) {
        return Json.write(asUnderstood(request));
    }

    private static Map<String, Object> asUnderstood(LeaseRequest request) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", request.name());
        fields.put("duration_ms", request.duration().toMillis());
        request.queue().ifPresent(queue -> fields.put("queue", queue));
        request.nodeProperty().ifPresent(property -> fields.put("node_property", property));
        request.account().ifPresent(account -> fields.put("account", account));
        fields.put("node_use", request.nodeUse().name());
        fields.put("guests_per_node", request.guestsPerNode());
        fields.put("on_slot_loss", request.onSlotLoss().name());
        fields.put("groups", request.groups().stream().map(RequestJson::group).toList());
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, TimePoint point) {
        if (point instanceof TimePoint.At at) {
            fields.put(name + "_at", at.instant().toEpochMilli());
        } else if (point instanceof TimePoint.After after) {
            fields.put(name + "_after_ms", after.duration().toMillis());
        }
    }

    private static Map<String, Object> group(GuestGroup group) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", group.count());
        fields.put("guest", new GuestOrder(0, group.name(), group.guest()).toFields());
        return fields;
    }

    static LeaseRequest read(String text) {
        JsonFields fields = Json.fields(text);
        return new LeaseRequest(
                fields.text("name"),
                Duration.ofMillis(fields.number("duration_ms")),
                fields.optionalText("queue"),
                fields.optionalText("node_property"),
                fields.optionalText("account"),
                fields.word("node_use", LeaseRequest.NodeUse.class),
                fields.integer("guests_per_node"),
                fields.word("on_slot_loss", LeaseRequest.OnSlotLoss.class),
                fields.objects("groups").stream().map(RequestJson::group).toList(),
                fields.has("labels") ? labels(fields.object("labels")) : Map.of(),
                fields.has("defaults") ? Optional.of(fields.texts("defaults")) : Optional.empty(),
                times(fields));
    }

    /** Up to version 9 of the store there was the duration alone. */
    private static LeaseTimes times(JsonFields fields) {
        return new LeaseTimes(
                Duration.ofMillis(fields.number(fields.has("longest_ms") ? "longest_ms" : "duration_ms")),
                point(fields, "start_by"),
                point(fields, "not_before"),
                fields.has("notice_ms")
                        ? Optional.of(Duration.ofMillis(fields.number("notice_ms")))
                        : Optional.empty());
    }

    private static Optional<TimePoint> point(JsonFields fields, String name) {
        if (fields.has(name + "_at")) {
            return Optional.of(new TimePoint.At(Instant.ofEpochMilli(fields.number(name + "_at"))));
        }
        return fields.has(name + "_after_ms")
                ? Optional.of(new TimePoint.After(Duration.ofMillis(fields.number(name + "_after_ms"))))
                : Optional.empty();
    }

    private static Map<String, String> labels(JsonFields fields) {
        Map<String, String> labels = new TreeMap<>();
        fields.names().forEach(name -> labels.put(name, fields.text(name)));
        return labels;
    }

    private static GuestGroup group(JsonFields fields) {
        GuestOrder guest = GuestOrder.fromFields(fields.object("guest"));
        return new GuestGroup(guest.label(), fields.integer("count"), guest.spec());
    }
}
