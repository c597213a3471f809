/**
 * Leases from end to end: coordinator, embedded LRM, launcher, sudo, agent, simulated xl and reaper as they are shipped, on virtual
 * nodes. The judge reads the simulated xl's state and /proc; it never asks our reaper or believes a certificate.
 */
package org.vmpilot.tests.e2e;
