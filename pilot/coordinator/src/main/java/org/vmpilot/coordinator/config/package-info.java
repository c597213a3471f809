/**
 * {@code vmpilot.toml}: its keys, defaults and checks, in one place; the secrets that it names; {@code vmpilot check} and
 * {@code vmpilot key}. Reading a configuration changes nothing.
 */
package org.vmpilot.coordinator.config;
