/**
 * What {@code vmpilot doctor} says of a site: the configuration held against what the LRM really grants, its nodes, and the
 * coordinator's own host. Pure but for {@link org.vmpilot.coordinator.doctor.Examination}, which asks; it changes nothing
 * unless it is told to prove that it may drain.
 */
package org.vmpilot.coordinator.doctor;
