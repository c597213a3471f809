/**
 * The embedded LRM: a small batch scheduler, so that vmpilot can be tried, tested and rehearsed where there is no cluster. The
 * daemon ({@link org.vmpilot.lrm.embedded.LrmDaemon}) keeps its state on disk and speaks the worker protocol; the coordinator's
 * side is {@link org.vmpilot.lrm.embedded.EmbeddedLrm}. See {@code docs/embedded-lrm.md}.
 *
 * <p>It knows nothing of leases and guests: a pilot job is a job to it.
 */
package org.vmpilot.lrm.embedded;
