package org.vmpilot.tests.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoadLeaseTest {
    @Test
    void slotsComeInLeasesOfOneToTwoHundredAndFiftySix() {
        assertThat(LoadLease.sizes(100)).isEqualTo(List.of(1, 2, 4, 8, 16, 32, 37));
        assertThat(LoadLease.sizes(512)).isEqualTo(List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 1));
        assertThat(LoadLease.sizes(10_000).stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(10_000);
    }
}
