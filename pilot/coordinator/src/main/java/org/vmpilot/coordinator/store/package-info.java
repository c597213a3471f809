/**
 * What the coordinator knows, on disk: SQLite in one private folder, one writer, a commit durable when it returns. The engine
 * writes whole {@link Change changes}; reads may come from any thread. Nothing here decides anything.
 */
package org.vmpilot.coordinator.store;
