/**
 * A real Xen in emulated nodes ({@code scripts/lab xen}): the contract suite of the {@code Vmm} port in a dom0, leases from end to end under a real Grid
 * Engine, and what happens when something is killed under real guests. What is true is read from {@code xl} itself.
 */
package org.vmpilot.tests.xen;
