/** How callers of the API know that it is the coordinator's. */
package org.vmpilot.protocol.tls;
