/**
 * The port to the site's batch scheduler: what the coordinator may ask of any LRM, as values with their age, and its join of a
 * DRMAA {@code Session} (submit, control) with a dialect (one query for all jobs, drain, limits).
 *
 * <p>Job state never comes from DRMAA's {@code Session}: it asks per job, and libraries call an unknown id FAILED.
 */
package org.vmpilot.lrm;
