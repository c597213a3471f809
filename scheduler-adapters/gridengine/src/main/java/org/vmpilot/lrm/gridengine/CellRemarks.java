package org.vmpilot.lrm.gridengine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What endangers leases in what the whole cell goes by.
 *
 * @param global the global configuration
 * @param scheduler {@code qconf -ssconf}
 * @param settle ours
 */
record CellRemarks(Map<String, String> global, Map<String, String> scheduler, Duration settle) {
    List<String> all() {
        List<String> remarks = new ArrayList<>();
        if (QconfText.time(scheduler.getOrDefault("flush_submit_sec", "0"))
                .orElse(Duration.ZERO)
                .isZero()) {
            remarks.add("The scheduler starts jobs only every schedule_interval ("
                    + scheduler.getOrDefault("schedule_interval", "unknown") + "): set flush_submit_sec to 1.");
        }
        Map<String, String> reporting =
                Parameters.of(global, "reporting_params").values();
        if ("false".equalsIgnoreCase(reporting.get("ACCOUNTING"))) {
            remarks.add("reporting_params has accounting=false: a job of a lost submit that has ended is never found.");
        }
        Optional<Duration> flush = QconfText.time(reporting.getOrDefault("FLUSH_TIME", ""));
        if (flush.filter(time -> time.compareTo(settle) >= 0).isPresent()) {
            remarks.add("settle (" + settle.toSeconds() + " s) is not longer than the accounting's flush_time ("
                    + reporting.get("FLUSH_TIME") + "): a job of a lost submit may be looked for too early.");
        }
        return remarks;
    }
}
