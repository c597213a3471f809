/**
 * A small JSON codec for the agent's path, where start-up counts (Jackson costs the agent half a second of class loading).
 * Bounded in depth and size; strict: no duplicate keys, nothing after the value.
 */
package org.vmpilot.protocol.json;
