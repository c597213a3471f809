package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.vmpilot.tests.lab.Lab;

/** {@code vmpilot recipe ge} and its reverse, on a real cell: each may be run twice, and after both the cell is what it was. */
@Tag("ge")
@ExtendWith(OnGridEngine.class)
@ResourceLock("the cell alone")
class RecipeTest {
    private static final String EVERYTHING =
            "qconf -sc | sort; for q in $(qconf -sql); do qconf -sq $q; done; qconf -shgrpl; for n in $(qconf -sel); do qconf -se $n | grep complex_values;"
                    + " qconf -sconf $n 2>&1; done; qconf -so; qconf -ss | sort";

    private final Cell cell;
    private final Lab lab;

    RecipeTest(Cell cell) {
        this.cell = cell;
        this.lab = cell.lab();
    }

    private String everything() {
        return lab.run("admin", "sh", "-c", EVERYTHING);
    }

    @Test
    void itMayBeRunAgainAndTakenBackAgain() {
        cell.endJobs(); // a queue that has a job, and be it another test's that is just ending, is not deleted
        String made = everything();
        lab.run("recipe");
        assertThat(everything()).isEqualTo(made);
        try {
            lab.run("recipe", "remove");
            String taken = everything();
            assertThat(taken)
                    .doesNotContain("vmpilot.q", "@vmpilot", "vmpilot-load-sensor", "vmpilot_dirty=1", "vmjob");
            lab.run("recipe", "remove");
            assertThat(everything()).isEqualTo(taken);
        } finally {
            lab.run("recipe");
        }
        assertThat(everything()).isEqualTo(made);
    }
}
