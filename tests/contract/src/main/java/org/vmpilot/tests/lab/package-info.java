/** Labs of real batch systems as tests use them: {@code scripts/lab NAME}, what runs on its hosts, leases of the coordinator on its master. */
package org.vmpilot.tests.lab;
