/**
 * A TOML or JSON text as values that know their line, and a reader of one table that collects every fault instead of stopping
 * at the first. Configuration and lease requests are read with it. Nothing here does anything: no file, no network.
 */
package org.vmpilot.coordinator.document;
