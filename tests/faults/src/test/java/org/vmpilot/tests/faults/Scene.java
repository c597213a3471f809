package org.vmpilot.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** Named tests that are cases of their own: played on one node, judged as all others. */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Scene {
    static final Moment UP = new Moment.AllUp();
    static final String STUBBORN = "guest.behaviour=ignores-shutdown";

    private static final long SEED = 2014;

    private Site site;
    private int number;

    @BeforeAll
    void begin() throws IOException {
        site = new Site(1);
    }

    @AfterAll
    void end() {
        site.close();
    }

    void play(Plan plan) throws InterruptedException {
        number++;
        Report report = site.play(Case.of(SEED, number, plan.queue == null ? plan.in(Lrm.PLAIN) : plan));
        assertThat(report.objections()).as(report.words()).isEmpty();
    }
}
