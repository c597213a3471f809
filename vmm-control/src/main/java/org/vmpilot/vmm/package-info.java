/**
 * What vmpilot asks of a hypervisor's toolstack: list, start, shut down, destroy, memory. Values and one port; the adapter
 * over {@code xl} is in {@link org.vmpilot.vmm.xl}. The agent calls it. It knows nothing of leases and decides nothing about
 * whose a domain is: callers name domains by UUID.
 */
package org.vmpilot.vmm;
