package org.vmpilot.coordinator.loop;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.lrm.Lrm;

/**
 * What the engine stands on.
 *
 * @param loop runs one task after another; the only one that decides
 * @param lanes run slow calls of the LRM
 */
public record Ports(
        Journal store, Lrm lrm, InstantSource clock, RandomGenerator random, Executor loop, Lanes lanes) {}
