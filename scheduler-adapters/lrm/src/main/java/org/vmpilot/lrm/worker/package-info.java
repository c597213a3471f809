/**
 * The worker protocol: a DRMAA session on the far side of a line of JSON, see {@code docs/worker-protocol.md}. The client is
 * {@link org.vmpilot.lrm.worker.WorkerSession}; {@link org.vmpilot.lrm.worker.WorkerServer} serves a
 * {@link org.vmpilot.lrm.worker.WorkerHandler}. The embedded LRM speaks it on a socket; a worker process around a native
 * library speaks it on its standard input and output.
 *
 * <p>It knows nothing of leases and of no particular LRM.
 */
package org.vmpilot.lrm.worker;
