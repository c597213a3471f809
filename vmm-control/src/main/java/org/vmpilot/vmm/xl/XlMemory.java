package org.vmpilot.vmm.xl;

import java.time.Duration;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.Pause;
import org.vmpilot.host.Uptime;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.Vmm;
import org.vmpilot.vmm.VmmException;
import org.vmpilot.vmm.VmmException.Kind;

/** dom0's memory: {@code xl mem-set} exits 0 at once, and the change takes seconds or stalls (Xen 4.17). */
final class XlMemory {
    private final Xl xl;
    private final Vmm vmm;
    private final XlSettings settings;
    private final Uptime uptime;
    private final Pause pause;

    XlMemory(Xl xl, Vmm vmm, XlSettings settings, Uptime uptime, Pause pause) {
        this.xl = xl;
        this.vmm = vmm;
        this.settings = settings;
        this.uptime = uptime;
        this.pause = pause;
    }

    int mib() throws VmmException, InterruptedException {
        for (Domain domain : vmm.list()) {
            if (domain.isDom0()) {
                return domain.memoryMib();
            }
        }
        throw new VmmException(Kind.UNKNOWN, "xl list -v shows no dom0");
    }

    boolean set(int mib, int toleranceMib, Duration within) throws VmmException, InterruptedException {
        long end = uptime.millis() + within.toMillis();
        int before = -1;
        while (true) {
            int now = mib();
            if (Math.abs(now - mib) <= toleranceMib) {
                return true;
            }
            if (uptime.millis() >= end) {
                return false;
            }
            if (now == before || before < 0) {
                setTarget(mib);
            }
            before = now;
            pause.of(settings.look());
        }
    }

    private void setTarget(int mib) throws VmmException, InterruptedException {
        CommandResult.Exited exited = xl.call(settings.call(), "mem-set", "0", Integer.toString(mib));
        if (exited.exitCode() != 0) {
            boolean refused = exited.errors().contains("memory_static_max")
                    || exited.errors().contains("minimum threshold");
            throw refused
                    ? new VmmException(
                            Kind.INVALID, "dom0 cannot have " + mib + " MiB: " + Xl.shortened(exited.errors()))
                    : Xl.failure("xl mem-set 0 " + mib, exited);
        }
    }
}
