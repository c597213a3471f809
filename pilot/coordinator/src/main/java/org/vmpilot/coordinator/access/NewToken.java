package org.vmpilot.coordinator.access;

import java.time.Duration;
import java.util.Optional;

/**
 * A token that is wanted.
 *
 * @param name 1 to 48 small letters, digits and dashes, a letter first
 * @param lives from now on; empty: until it is revoked
 */
public record NewToken(String name, Role role, String project, Optional<Duration> lives) {}
