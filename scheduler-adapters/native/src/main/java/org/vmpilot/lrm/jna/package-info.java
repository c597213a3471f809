/**
 * Any C {@code libdrmaa.so} as a DRMAA session of Java, through JNA; and the LRM that is joined from it, in a worker process, and a
 * dialect of the site's choice, or none. The session knows no LRM: what a library leaves open (states of a thousand jobs, nodes, history) is
 * the dialect's, and without one it is unknown.
 */
package org.vmpilot.lrm.jna;
