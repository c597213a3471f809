package org.vmpilot.coordinator.nodes;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.lease.SlotEvent;
import org.vmpilot.coordinator.store.CertificateText;
import org.vmpilot.protocol.Bounded;
import org.vmpilot.protocol.GuestEnd;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonException;
import org.vmpilot.protocol.json.JsonFields;

/**
 * A return certificate as a node sent it, read as far as decisions need it.
 *
 * @param recorded whether the run that it is of had recorded anything: one that was turned away had not
 */
public record Certificate(CertificateText text, SlotEvent.Certified event, boolean recorded) {
    /**
     * @throws JsonException if it is no certificate, naming the field
     * @throws IllegalArgumentException if its slot is none
     */
    public static Certificate read(String json) {
        JsonFields fields = Json.fields(json);
        Verdict verdict = word(fields, "verdict", Verdict.class);
        Optional<Notice> notice =
                fields.has("notice") ? Optional.of(fields.word("notice", Notice.class)) : Optional.empty();
        String detail = Bounded.words(fields.optionalText("detail").orElse(""));
        Map<Integer, GuestEnd> guests = new HashMap<>();
        for (JsonFields guest : fields.has("guests") ? fields.objects("guests") : List.<JsonFields>of()) {
            guests.put(guest.integer("index"), word(guest, "ended", GuestEnd.class));
        }
        int looks = fields.has("looks") ? fields.objects("looks").size() : 0;
        CertificateText text = new CertificateText(
                SlotKey.parse(fields.text("slot")), fields.text("node"), verdict, detail, looks, json);
        boolean recorded = fields.optionalText("job").filter(String::isEmpty).isEmpty();
        return new Certificate(text, new SlotEvent.Certified(verdict, notice, detail, Map.copyOf(guests)), recorded);
    }

    private static <E extends Enum<E>> E word(JsonFields fields, String name, Class<E> words) {
        String text = fields.text(name);
        try {
            return Enum.valueOf(words, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new JsonException("field '" + name + "' is no known word: " + text);
        }
    }
}
