/**
 * What the coordinator shows of itself to those who watch it: series for Prometheus, and whether it is alive and ready. All of it is read from memory and from the
 * file system's own figures: no scrape asks the LRM or the store. The only room that sees the Prometheus library; it changes nothing.
 */
package org.vmpilot.coordinator.metrics;
