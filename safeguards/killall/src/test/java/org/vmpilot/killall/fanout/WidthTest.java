package org.vmpilot.killall.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WidthTest {
    private static void logins(Width width, int count, long millis) {
        for (int i = 0; i < count; i++) {
            width.loginTook(millis);
        }
    }

    @Test
    void quickLoginsOpenItUpToTheMost() {
        Width width = new Width(64);
        assertThat(width.now()).isEqualTo(32);
        logins(width, 8, 50);
        assertThat(width.now()).isEqualTo(40);
        logins(width, 100, 60);
        assertThat(width.now()).isEqualTo(64);
    }

    @Test
    void slowLoginsNarrowItOnceARound() {
        Width width = new Width(64);
        logins(width, 100, 50);
        logins(width, 1, 5000);
        assertThat(width.now()).isEqualTo(48);
        logins(width, 10, 5000);
        assertThat(width.now()).isEqualTo(48);
        logins(width, 1000, 5000);
        assertThat(width.now()).isEqualTo(8);
        logins(width, 4, 100);
        assertThat(width.now()).isEqualTo(12);
    }

    @Test
    void itIsNeverMoreThanWasAllowed() {
        Width width = new Width(3);
        logins(width, 10, 10);
        assertThat(width.now()).isEqualTo(3);
        logins(width, 100, 9999);
        assertThat(width.now()).isEqualTo(3);
    }
}
