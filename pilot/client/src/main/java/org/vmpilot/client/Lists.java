package org.vmpilot.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NodeView;

/** Bodies of the API that hold a list, and its problems. */
final class Lists {
    private Lists() {}

    record Leases(List<LeaseView> leases) {}

    record Events(List<EventView> events) {}

    record Certificates(List<JsonNode> certificates) {}

    record Nodes(List<NodeView> nodes) {}

    record Problem(String code, String detail, List<FieldFault> errors) {}

    record FieldFault(String field, int line, String words) {}
}
