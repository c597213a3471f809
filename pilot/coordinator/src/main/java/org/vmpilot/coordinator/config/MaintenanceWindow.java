package org.vmpilot.coordinator.config;

import java.time.Duration;
import java.time.ZoneId;
import org.vmpilot.coordinator.lease.Scope;

/**
 * {@code [[window]]}: times in which nothing of vmpilot is to run.
 *
 * @param begin Quartz's cron expression of the moments at which it begins, by the clocks of {@code zone}
 * @param duration from its begin, as time passes
 * @param scope what is to be free
 */
public record MaintenanceWindow(String name, String begin, Duration duration, ZoneId zone, Scope scope, String why) {}
