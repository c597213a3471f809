package org.vmpilot.tests.contract;

class SimulatedXlContractTest extends VmmContract {
    @Override
    XlBench newBench() throws Exception {
        return new SimulatedXl();
    }
}
