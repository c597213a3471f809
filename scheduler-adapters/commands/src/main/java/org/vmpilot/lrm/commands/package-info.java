/**
 * DRMAA over an LRM's own commands: what is the same for PBS, Slurm and every other LRM that is spoken to by running programs.
 *
 * <p>An adapter implements the small port {@link org.vmpilot.lrm.commands.JobCommands} (submit, control, one query for many jobs, how a
 * job ended that the query no longer shows) and gets {@link org.vmpilot.lrm.commands.CommandsSession}, a whole
 * {@code org.ggf.drmaa.Session}: sessions that can be returned to by their contact, job templates, bulk jobs, control, status, wait and
 * synchronize. It runs its programs through {@link org.vmpilot.lrm.commands.Programs}: argument lists, a deadline, LC_ALL=C, TZ=UTC, bounded
 * output. {@link org.vmpilot.lrm.commands.JobScript} writes the script for jobs that an LRM cannot start by their arguments alone.
 *
 * <p>Failures: {@code NotSentException} (the request did not leave: nothing was done), {@code AnswerLostException} (it may have been
 * done), TryLater and Denied (the LRM said so). "Cannot ask" is never "gone": a job is over when the LRM says so, or when an LRM that
 * answers has not known it, twice, over the adapter's settle time.
 *
 * <p>It knows of no particular LRM and of nothing of vmpilot's leases.
 */
package org.vmpilot.lrm.commands;
