/**
 * Tests on a real Grid Engine, in the lab that {@code scripts/lab ge} makes: one lab for all of them, gone at the end. Tag {@code ge};
 * root.
 */
package org.vmpilot.tests.ge;
