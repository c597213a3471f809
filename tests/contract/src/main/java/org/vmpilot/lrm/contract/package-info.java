/** What every LRM adapter owes the coordinator; each adapter runs it against its real LRM. */
package org.vmpilot.lrm.contract;
