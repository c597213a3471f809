/** The certificate that the API's door shows: two PEM files of the site's, looked at again while the coordinator runs. */
package org.vmpilot.coordinator.tls;
