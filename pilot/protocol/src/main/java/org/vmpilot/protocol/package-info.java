/**
 * The words that coordinator, agent, client and scripts share: leases, slots, orders, notices, certificates.
 *
 * <p>Everybody may import this package; it imports nothing but the JDK. It holds values and their codecs and never does
 * anything: no file, no socket, no clock.
 */
package org.vmpilot.protocol;
