/**
 * Tests on a real Slurm, in the labs that {@code scripts/lab slurm} makes: one for the adapter and one for leases, gone at the end. Tag
 * {@code slurm}; root.
 */
package org.vmpilot.tests.slurm;
