package org.vmpilot.coordinator.service;

import java.time.LocalDate;
import org.vmpilot.protocol.view.UsageView;

/** Usage from one day to another, that day as well. */
public record UsagePage(LocalDate first, LocalDate last, Page<UsageView> page) {}
