/**
 * When a lease may be, what can be changed of it, and what is said of it in advance; what the site itself lets start, and when: holds and maintenance windows; what
 * somebody who asks first is told: which nodes could hold it. Decides nothing of a lease: whoever starts one asks here.
 */
package org.vmpilot.coordinator.offers;
