package org.vmpilot.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vmpilot.coordinator.lease.EventType;
import org.vmpilot.coordinator.lease.Guest;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.ReasonCode;
import org.vmpilot.coordinator.lease.Result;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.service.EventQuery;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.view.AgentView;
import org.vmpilot.protocol.view.AlarmView;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.FreezeView;
import org.vmpilot.protocol.view.GuestChangeView;
import org.vmpilot.protocol.view.GuestView;
import org.vmpilot.protocol.view.HoldView;
import org.vmpilot.protocol.view.LeaseSummaryView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NewTokenView;
import org.vmpilot.protocol.view.NicView;
import org.vmpilot.protocol.view.NodeFactsView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.SlotView;
import org.vmpilot.protocol.view.StatusView;
import org.vmpilot.protocol.view.TokenView;
import org.vmpilot.protocol.view.UsageView;
import org.vmpilot.protocol.view.WindowView;

/** docs/openapi.yaml names exactly what is served. */
class OpenApiTest {
    private static final Map<String, Class<? extends Record>> VIEWS = Map.ofEntries(
            Map.entry("Lease", LeaseView.class),
            Map.entry("LeaseSummary", LeaseSummaryView.class),
            Map.entry("Slot", SlotView.class),
            Map.entry("Guest", GuestView.class),
            Map.entry("GuestNic", NicView.class),
            Map.entry("GuestChange", GuestChangeView.class),
            Map.entry("Node", NodeView.class),
            Map.entry("Agent", AgentView.class),
            Map.entry("NodeFacts", NodeFactsView.class),
            Map.entry("NodeLimits", NodeFactsView.Limits.class),
            Map.entry("Status", StatusView.class),
            Map.entry("Alarm", AlarmView.class),
            Map.entry("Freeze", FreezeView.class),
            Map.entry("Hold", HoldView.class),
            Map.entry("Window", WindowView.class),
            Map.entry("Token", TokenView.class),
            Map.entry("NewToken", NewTokenView.class),
            Map.entry("AuditEntry", AuditView.class),
            Map.entry("Usage", UsageView.class),
            Map.entry("Event", EventView.class),
            Map.entry("EventPage", EventRoutes.EventPage.class),
            Map.entry("Problem", Problem.class),
            Map.entry("FieldFault", Problem.FieldFault.class));

    private static JsonNode document;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
            document = new YAMLMapper().readTree(in);
        }
    }

    @Test
    void it_has_the_routes_that_are_served_and_no_other() {
        TreeSet<String> described = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(
                        Route.all(Duration.ofSeconds(30), new EventFeed(new FakeLeases())).stream()
                                .map(route -> route.method() + " " + route.path())
                                .toList());
    }

    @Test
    void its_schemas_have_the_fields_of_the_views_in_their_order() {
        PropertyNamingStrategies.SnakeCaseStrategy snake = new PropertyNamingStrategies.SnakeCaseStrategy();
        VIEWS.forEach((name, view) -> {
            List<String> fields = Arrays.stream(view.getRecordComponents())
                    .map(RecordComponent::getName)
                    .map(snake::translate)
                    .toList();
            JsonNode properties = document.at("/components/schemas/" + name + "/properties");
            assertThat(properties.properties())
                    .as(name)
                    .extracting(Map.Entry::getKey)
                    .containsExactlyElementsOf(fields);
        });
    }

    /** Else a generated client has to ask of each field whether it is there. */
    @Test
    void every_answer_says_which_of_its_fields_are_always_there() {
        VIEWS.keySet()
                .forEach(name -> assertThat(document.at("/components/schemas/" + name + "/required"))
                        .as(name)
                        .isNotEmpty()
                        .allSatisfy(field -> assertThat(
                                        document.at("/components/schemas/" + name + "/properties/" + field.asText())
                                                .isMissingNode())
                                .as(field.asText())
                                .isFalse()));
    }

    /** Generators know an object that may be null only as a choice between a schema with a name and null. */
    @Test
    void no_object_without_a_name_may_be_null() {
        assertThat(document.findValues("type"))
                .noneMatch(type -> type.toString().equals("[\"object\",\"null\"]"));
    }

    @Test
    void it_has_every_problem_code() {
        JsonNode codes = document.at("/components/schemas/Problem/properties/code/enum");

        assertThat(codes)
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::text)
                        .toList());
    }

    @Test
    void it_has_every_state_in_its_order() {
        assertThat(states("Lease")).containsExactly(names(LeaseState.values()));
        assertThat(states("LeaseSummary")).containsExactly(names(LeaseState.values()));
        assertThat(states("Slot")).containsExactly(names(SlotState.values()));
        assertThat(states("Guest")).containsExactly(names(Guest.State.values()));
    }

    @Test
    void it_has_every_word_that_programs_decide_on() {
        assertThat(words("EventType")).containsExactly(names(EventType.values()));
        assertThat(words("ReasonCode")).containsExactly(names(ReasonCode.values()));
        assertThat(words("Result")).containsExactly(names(Result.values()));
        assertThat(words("Notice")).containsExactly(names(Notice.values()));
        assertThat(words("State")).containsExactlyElementsOf(EventQuery.STATES);
    }

    private static List<String> words(String schema) {
        List<String> words = new ArrayList<>();
        document.at("/components/schemas/" + schema + "/enum").forEach(word -> words.add(word.asText()));
        return words;
    }

    private static List<String> states(String schema) {
        List<String> states = new ArrayList<>();
        document.at("/components/schemas/" + schema + "/properties/state/enum")
                .forEach(name -> states.add(name.asText()));
        return states;
    }

    private static String[] names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toArray(String[]::new);
    }

    @Test
    void every_reference_leads_somewhere() {
        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }
}
