package org.vmpilot.tests.ge;

import org.junit.jupiter.api.Tag;
import org.vmpilot.lrm.Lrm;

/** The same contract over Grid Engine's C library, through JNA. */
@Tag("ge")
@Tag("long")
class CLibraryContractTest extends GridEngineContractTest {
    CLibraryContractTest(Cell cell) {
        super(cell);
    }

    @Override
    protected Lrm adapter(Cell cell) {
        return CLibrary.withDialect(cell);
    }
}
