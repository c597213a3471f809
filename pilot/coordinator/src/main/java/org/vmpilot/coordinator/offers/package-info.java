/** When a lease may be, what can be changed of it, and what is said of it in advance. */
package org.vmpilot.coordinator.offers;
