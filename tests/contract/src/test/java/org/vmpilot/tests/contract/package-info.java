/**
 * Suites that every implementation of a port must pass: {@link org.vmpilot.tests.contract.VmmContract} runs against the
 * simulated xl, and unchanged on a real one.
 */
package org.vmpilot.tests.contract;
