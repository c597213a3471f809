package org.vmpilot.tests.ge;

import org.junit.jupiter.api.Tag;
import org.vmpilot.lrm.Lrm;

/** The same contract over Grid Engine's C library, through JNA. */
@Tag("ge")
@Tag("long")
class CLibraryContractTest extends GridEngineContractTest {
    CLibraryContractTest(Lab lab) {
        super(lab);
    }

    @Override
    protected Lrm adapter(Lab lab) {
        return CLibrary.withDialect(lab);
    }
}
