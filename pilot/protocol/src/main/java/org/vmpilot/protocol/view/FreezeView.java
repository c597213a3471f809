package org.vmpilot.protocol.view;

import java.time.Instant;

/** Kill-all's freeze of the coordinator: who asked for it and why; {@code why} may be empty. */
public record FreezeView(Instant since, String who, String why) {}
