package org.vmpilot.tests.contract;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** On a Xen dom0, as root: {@code -Dvmpilot.contract.kernels=FOLDER}, and patience, because an emulated machine is slow. */
@EnabledIfSystemProperty(
        named = "vmpilot.contract.kernels",
        matches = "/.+",
        disabledReason = "needs a real xl: scripts/test xen runs it in an emulated dom0")
class RealXlContractTest extends VmmContract {
    @Override
    XlBench newBench() throws Exception {
        return new RealXl(Path.of(System.getProperty("vmpilot.contract.kernels")));
    }
}
