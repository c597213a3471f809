package org.vmpilot.coordinator.api;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Whether the heap is nearly full after the last collection: then what would need more of it is refused, before the process ends of it. */
final class HeapGate implements BooleanSupplier {
    private static final double NEARLY = 0.85;

    private final List<MemoryPoolMXBean> lasting = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            // Of the pools of a generational collector only that for what stays has such a threshold.
            .filter(pool -> pool.isUsageThresholdSupported() && pool.isCollectionUsageThresholdSupported())
            .filter(pool -> pool.getUsage().getMax() > 0)
            .toList();

    HeapGate() {
        lasting.forEach(
                pool -> pool.setCollectionUsageThreshold((long) (pool.getUsage().getMax() * NEARLY)));
    }

    @Override
    public boolean getAsBoolean() {
        return lasting.stream().anyMatch(MemoryPoolMXBean::isCollectionUsageThresholdExceeded);
    }
}
