/**
 * Who may do what: tokens and roles, what projects and submitters may have, and the audit. What was decided is written in the commit of the
 * change that it is about. Nothing here knows what a lease is beyond what it counts.
 */
package org.vmpilot.coordinator.access;
