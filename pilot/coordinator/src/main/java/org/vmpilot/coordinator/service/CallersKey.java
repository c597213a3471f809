package org.vmpilot.coordinator.service;

/**
 * An {@code Idempotency-Key}, and what it was sent with.
 *
 * @param document what the caller wrote, and nothing of the site's settings: these may be others when it asks again
 */
public record CallersKey(String text, String document) {}
