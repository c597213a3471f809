package org.vmpilot.protocol;

import java.util.List;

/** Names of what an agent can beside its protocol's number. A name is added when the thing is built, and never means another. */
public final class Feature {
    /** All of this version. */
    static final List<String> OWN = List.of();

    private Feature() {}
}
