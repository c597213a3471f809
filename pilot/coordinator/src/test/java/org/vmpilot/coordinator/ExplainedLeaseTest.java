package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.request.LeaseText;
import org.vmpilot.coordinator.service.CallersKey;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.view.GuestView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NicView;

/** A lease says what was asked of it, and says so still after a restart. */
class ExplainedLeaseTest {
    private static final String TOML = """
            name = "cluster"
            duration = "1h"
            labels = { team = "night" }
            [[group]]
            name = "worker"
            count = 2
            memory = "64M"
            kernel = "/k/guest"
              [[group.nic]]
              bridge = "br0"
              [[group.nic]]
              bridge = "br1"
            """;

    @TempDir
    Path folder;

    @Test
    void whatWasAskedIsShownWithItsDefaultsMarked() throws Exception {
        LeaseRequest request =
                LeaseText.read(TOML.getBytes(StandardCharsets.UTF_8), LeaseText.Form.TOML, Duration.ofSeconds(30));
        String id;
        LeaseView before;
        try (LiveSite site = LiveSite.start(folder.resolve("state"))) {
            id = site.leases()
                    .create(request, Optional.of(new CallersKey("night-42", "sha256:1")))
                    .get();
            before = site.leases().get(id).orElseThrow();
            site.leases().end(id).get();
        }

        assertThat(before.key()).isEqualTo("night-42");
        assertThat(before.labels()).isEqualTo(Map.of("team", "night"));
        assertThat(before.request()).containsEntry("queue", "work").containsEntry("guests_per_node", 1);
        assertThat(before.defaults())
                .startsWith("queue")
                .contains("guests_per_node", "group[0].vcpus", "group[0].end_timeout")
                .doesNotContain("group[0].count", "name", "labels.team");
        assertThat(before.reasonCode()).isNotNull();
        assertThat(before.result()).isNull();
        List<GuestView> guests =
                before.slots().stream().flatMap(slot -> slot.guests().stream()).toList();
        assertThat(guests).hasSize(2).allSatisfy(guest -> {
            assertThat(guest.nics()).extracting(NicView::bridge).containsExactly("br0", "br1");
            assertThat(guest.nics())
                    .extracting(NicView::mac)
                    .doesNotHaveDuplicates()
                    .allMatch(mac -> mac.startsWith("02:"));
            assertThat(guest.mac()).isEqualTo(guest.nics().get(0).mac());
        });
        try (LiveSite site = LiveSite.start(folder.resolve("state"))) {
            LeaseView after = site.leases().get(id).orElseThrow();
            assertThat(after.request()).isEqualTo(before.request());
            assertThat(after.defaults()).isEqualTo(before.defaults());
            assertThat(after.key()).isEqualTo("night-42");
            assertThat(after.slots().get(0).guests().get(0).nics())
                    .isEqualTo(guests.get(0).nics());
            assertThat(after.reasonCode()).isEqualTo("ENDED_BY_REQUEST");
        }
    }
}
