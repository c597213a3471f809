package org.vmpilot.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.LeaseSummaryView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.TokenView;
import org.vmpilot.protocol.view.UsageView;

/** Bodies of the API that hold a list, and its problems. */
final class Lists {
    private Lists() {}

    /** A part of a list. */
    interface Page<T> {
        List<T> items();

        /** Null: there is no more. */
        String nextPageToken();
    }

    record Leases(List<LeaseSummaryView> leases, String nextPageToken) implements Page<LeaseSummaryView> {
        @Override
        public List<LeaseSummaryView> items() {
            return leases;
        }
    }

    record Certificates(List<JsonNode> certificates, String nextPageToken) implements Page<JsonNode> {
        @Override
        public List<JsonNode> items() {
            return certificates;
        }
    }

    record Nodes(List<NodeView> nodes, String nextPageToken) implements Page<NodeView> {
        @Override
        public List<NodeView> items() {
            return nodes;
        }
    }

    record Tokens(List<TokenView> tokens, String nextPageToken) implements Page<TokenView> {
        @Override
        public List<TokenView> items() {
            return tokens;
        }
    }

    record Audit(List<AuditView> entries, String nextPageToken) implements Page<AuditView> {
        @Override
        public List<AuditView> items() {
            return entries;
        }
    }

    record Usage(List<UsageView> usage, String nextPageToken) implements Page<UsageView> {
        @Override
        public List<UsageView> items() {
            return usage;
        }
    }

    record Problem(String code, String detail, List<FieldFault> errors, Long oldest) {}

    record FieldFault(String field, int line, String words) {}
}
