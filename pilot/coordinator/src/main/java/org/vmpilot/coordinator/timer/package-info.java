/** What wakes the engine. Everything that must happen at a time is derived from the store; here is only "wake me then". */
package org.vmpilot.coordinator.timer;
