/**
 * The one HTTP server: HTTP/1.1 on as many doors as there are. It alone sees Jetty. A connection that is idle, slow or half sent
 * costs its socket and no thread; heads and bodies have deadlines, addresses have bounds. What is served, a door's
 * {@link org.vmpilot.coordinator.http.Service} says.
 */
package org.vmpilot.coordinator.http;
