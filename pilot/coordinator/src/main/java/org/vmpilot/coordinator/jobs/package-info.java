/** What leases want of the LRM: submits, searches, cancels; surveys of all jobs; whether the LRM answers, and what it grants. */
package org.vmpilot.coordinator.jobs;
