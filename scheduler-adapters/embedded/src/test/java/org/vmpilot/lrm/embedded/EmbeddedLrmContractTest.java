package org.vmpilot.lrm.embedded;

import org.vmpilot.lrm.contract.LrmContract;

/** The embedded LRM keeps the contract: a real daemon, real jobs. */
class EmbeddedLrmContractTest extends LrmContract {
    @Override
    protected Site open() throws Exception {
        return new DaemonSite(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
    }
}
