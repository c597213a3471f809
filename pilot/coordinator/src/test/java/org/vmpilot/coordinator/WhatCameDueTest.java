package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Report;

/**
 * What came due while nobody could look is done as soon as somebody can. An agent does not hear that its lease ends: when its budget is
 * over, the LRM is asked to end its job. Found in virtual time (run 543 of tests/simulation): such a due was forgotten for good.
 */
class WhatCameDueTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration BUDGET = Site.TIMING.teardown().total();

    @TempDir(factory = InMemory.class)
    Path folder;

    private final FullDisk disk = new FullDisk();
    private Site site;
    private FakeAgent agent;

    @BeforeEach
    void anAgentThatDoesNotHearTheEnd() {
        site = new Site(folder, 1, 4);
        site.wrap(disk);
        site.start();
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);
        site.world.runFor(Duration.ofMinutes(1));
        agent = site.all.get(0);
        agent.deaf = true;
        site.end(token);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void whileTheCoordinatorWasDown() {
        site.kill();
        site.world.runFor(BUDGET.multipliedBy(2));
        site.start();
        site.world.runFor(Duration.ofSeconds(10));

        assertThat(site.lrm.cancelled).containsExactly(agent.job.id.text());
    }

    @Test
    void whileNothingCouldBeWrittenThoughSomethingElseIsWrittenFirst() {
        site.world.runFor(BUDGET.minusSeconds(5));
        disk.full = true;
        site.world.runFor(Duration.ofSeconds(10));
        disk.full = false;
        agent.report(Report.Event.GUEST_UP, OptionalInt.of(0), "");
        site.world.runFor(Duration.ofSeconds(10));

        assertThat(site.lrm.cancelled).containsExactly(agent.job.id.text());
    }
}
