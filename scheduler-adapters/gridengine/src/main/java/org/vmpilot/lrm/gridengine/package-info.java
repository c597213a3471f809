/**
 * Grid Engine: its dialect (native specification, one {@code qstat} for all jobs, accounting, drain), and its DRMAA binding in a
 * worker process. Parsers are pure functions over recorded outputs; commands run at the edge. Behaviour that is relied on was
 * measured on 8.1.9 (Son of Grid Engine); docs/grid-engine.md says how a site sets a cell up.
 */
package org.vmpilot.lrm.gridengine;
