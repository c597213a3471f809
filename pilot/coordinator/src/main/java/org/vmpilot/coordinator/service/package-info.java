/** What the coordinator does for those outside: a workspace service, an admin. The API knows this room only. */
package org.vmpilot.coordinator.service;
