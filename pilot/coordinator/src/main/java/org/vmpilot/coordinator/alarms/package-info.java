/** What somebody must see to, whichever room says so. */
package org.vmpilot.coordinator.alarms;
