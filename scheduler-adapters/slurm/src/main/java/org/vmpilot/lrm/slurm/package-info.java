/**
 * Slurm: its dialect (options of sbatch, one {@code squeue} for all jobs, nodes, drains) and a DRMAA session over its commands, which any
 * Java program can use ({@link org.vmpilot.lrm.slurm.SlurmSessionFactory}). Parsers are pure functions over recorded outputs; commands run
 * at the edge ({@code Cluster}). Behaviour that is relied on was measured on 22.05; docs/slurm.md says how a site sets a cluster up.
 */
package org.vmpilot.lrm.slurm;
