/**
 * The adapter over Xen's {@code xl}, as recorded from Xen 4.17. It runs one command per verb, each with a deadline, and
 * believes what a look shows rather than an exit code. It never acts by name: a name of digits is taken for a number, and
 * names may hold blanks.
 */
package org.vmpilot.vmm.xl;
