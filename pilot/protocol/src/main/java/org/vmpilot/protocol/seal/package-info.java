/**
 * Sealing of what agent and coordinator say to each other: AES-256-GCM under a key per node, derived from the site key by
 * HKDF-SHA-256. No clock is trusted: an answer is bound to its request, a request to the slot's nonce.
 */
package org.vmpilot.protocol.seal;
