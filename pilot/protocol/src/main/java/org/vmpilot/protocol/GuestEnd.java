package org.vmpilot.protocol;

/** How a guest ended, as the certificate says it. */
public enum GuestEnd {
    /** It ended without being asked. */
    BY_ITSELF,
    /** It obeyed a polite shutdown. */
    POLITE,
    /** It was destroyed. */
    FORCED,
    /** It was gone when the reaper first looked and nobody had seen it end. */
    ALREADY_GONE,
    /** Its create was never tried, or failed and left nothing. */
    NEVER_STARTED,
    /** Nobody could look. */
    UNKNOWN
}
