package org.vmpilot.protocol;

import java.util.List;

/** Names of what an agent can beside its protocol's number. A name is added when the thing is built, and never means another. */
public final class Feature {
    /** It takes numbered instructions after GO: a new end. */
    public static final String INSTRUCTIONS = "instructions";

    /** All of this version. */
    static final List<String> OWN = List.of(Feature.INSTRUCTIONS);

    private Feature() {}
}
