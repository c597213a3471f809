package org.vmpilot.coordinator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a Prometheus would have scraped, once a minute, and what its rules are to make of it, in the words of promtool's unit tests. */
final class Recorded {
    private final Map<String, List<String>> series = new TreeMap<>();
    private final List<String> expected = new ArrayList<>();
    private int minutes;

    /** @param page as it is served in the older text format */
    void scrape(String page) {
        for (String line :
                page.lines().filter(line -> line.startsWith("vmpilot_")).toList()) {
            int end = line.lastIndexOf(' ');
            List<String> values = series.computeIfAbsent(
                    line.substring(0, end), name -> new ArrayList<>(Collections.nCopies(minutes, "_")));
            values.add(line.substring(end + 1));
        }
        minutes++;
    }

    /** At the last scrape exactly these have fired and not cleared. */
    void expect(String... alerts) {
        StringBuilder samples = new StringBuilder();
        for (String alert : alerts) {
            samples.append("          - {labels: '{alertname=\"").append(alert).append("\"}', value: 1}\n");
        }
        expected.add("      - expr: 'count by (alertname) (ALERTS{alertstate=\"firing\"})'\n        eval_time: "
                + (minutes - 1) + "m\n        exp_samples:" + (alerts.length == 0 ? " []\n" : "\n" + samples));
    }

    /** As YAML. */
    String test(String rules) {
        StringBuilder text = new StringBuilder("rule_files: [" + rules + "]\nevaluation_interval: 1m\ntests:\n");
        text.append("  - interval: 1m\n    input_series:\n");
        series.forEach((name, values) -> text.append("      - {series: '")
                .append(name)
                .append("', values: '")
                .append(String.join(" ", values))
                .append("'}\n"));
        text.append("    promql_expr_test:\n");
        expected.forEach(text::append);
        return text.toString();
    }
}
