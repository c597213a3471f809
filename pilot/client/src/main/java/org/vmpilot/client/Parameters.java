package org.vmpilot.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Parameters of a call, in their order; one may be given several times. */
final class Parameters {
    private final List<String> pairs = new ArrayList<>();

    Parameters add(String name, String value) {
        pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        return this;
    }

    /** The path with all of them behind it. */
    String on(String path) {
        return pairs.isEmpty() ? path : path + "?" + String.join("&", pairs);
    }

    /** The same and one more; these stay as they are. */
    Parameters with(String name, String value) {
        Parameters more = new Parameters();
        more.pairs.addAll(pairs);
        return more.add(name, value);
    }
}
