/**
 * PBS (OpenPBS 19 to 23, PBS Pro): a DRMAA session over qsub, qstat, qdel, qhold, qrls and qsig, and the dialect (native specification, one
 * qstat for all jobs, pbsnodes for nodes and drains, limits). Parsers are pure functions over recorded outputs; programs run at the
 * edge, through {@link org.vmpilot.lrm.commands.Programs}. What is relied on was recorded on OpenPBS 23.06.06 or says that it was
 * not; docs/pbs.md says which is which, and how a site sets PBS up.
 */
package org.vmpilot.lrm.pbs;
