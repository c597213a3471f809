/** {@code vmpilot.toml}: its keys, defaults and checks, in one place. Nothing here touches what the configuration names. */
package org.vmpilot.coordinator.config;
