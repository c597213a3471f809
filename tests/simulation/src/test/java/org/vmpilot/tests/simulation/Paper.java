package org.vmpilot.tests.simulation;

import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/** A return certificate as the node keeps it. */
record Paper(SlotKey slot, String node, String job, Verdict verdict, Notice notice, int guests, int looks) {
    /** As the coordinator gets it; how guests ended is not what this bed is about. */
    String json() {
        StringBuilder text = new StringBuilder(200);
        text.append("{\"slot\":\"").append(slot).append("\",\"node\":\"").append(node);
        text.append("\",\"job\":\"").append(job);
        text.append("\",\"verdict\":\"").append(verdict.name().toLowerCase(java.util.Locale.ROOT));
        text.append("\",\"notice\":\"").append(notice).append("\",\"detail\":\"\",\"guests\":[");
        for (int index = 0; index < guests; index++) {
            text.append(index == 0 ? "" : ",")
                    .append("{\"index\":")
                    .append(index)
                    .append(",\"ended\":\"unknown\"}");
        }
        text.append("],\"looks\":[{}").append(",{}".repeat(looks - 1)).append("]}");
        return text.toString();
    }
}
