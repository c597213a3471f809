package org.vmpilot.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.protocol.json.JsonFields;

/**
 * What the program at one end of the agents' wire says of itself, in its first message.
 *
 * @param version of vmpilot; empty: it does not say
 * @param protocol the number of what it speaks, from 1; it speaks the one before as well
 * @param features names of what it can beside that, see {@link Feature}
 */
public record Peer(String version, int protocol, List<String> features) {
    /** What this vmpilot speaks. It goes up when something is said that the one before could not answer. */
    public static final int PROTOCOL = 2;

    /** Of the time before there were numbers: who says nothing of itself. */
    public static final Peer FIRST = new Peer("", 1, List.of());

    private static final int MOST_FEATURES = 64;

    public Peer {
        features = List.copyOf(features);
        if (protocol < 1) {
            throw new IllegalArgumentException("the protocol's number is less than 1: " + protocol);
        } else if (features.size() > MOST_FEATURES) {
            throw new IllegalArgumentException("more than " + MOST_FEATURES + " features");
        }
        Bounded.name("the version", version);
        features.forEach(feature -> Bounded.name("a feature", feature));
    }

    /** This program: agent and coordinator have one version, and one list of features. */
    public static Peer own() {
        String version = Peer.class.getPackage().getImplementationVersion();
        return new Peer(version == null ? "" : version, PROTOCOL, Feature.OWN);
    }

    /** Whether it can do what has this name: one that does not say so is not asked for it. */
    public boolean can(String feature) {
        return features.contains(feature);
    }

    /** Whether this and a program of that number have a protocol in common: each speaks its own and the one before. */
    public boolean speaksWith(int other) {
        return Math.abs((long) protocol - other) <= 1;
    }

    /** For people: {@code version 0.2.0, protocol 2}. */
    public String words() {
        return (version.isEmpty() ? "" : "version " + version + ", ") + "protocol " + protocol;
    }

    public Map<String, Object> toFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version);
        fields.put("protocol", protocol);
        fields.put("features", features);
        return fields;
    }

    /** @throws org.vmpilot.protocol.json.JsonException naming the field that is wrong */
    public static Peer of(JsonFields fields) {
        return new Peer(fields.text("version"), fields.integer("protocol"), fields.texts("features"));
    }

    /** Of a message that carries it in this field; {@link #FIRST} if it does not. */
    static Peer in(JsonFields message, String field) {
        return message.has(field) ? of(message.object(field)) : FIRST;
    }

    /** Why the two cannot work together, and what to do; empty: they can. */
    public static Optional<String> objection(Peer agent, Peer coordinator) {
        if (agent.speaksWith(coordinator.protocol())) {
            return Optional.empty();
        }
        boolean old = agent.protocol() < coordinator.protocol();
        return Optional.of("the node's agent (" + agent.words() + ") is too " + (old ? "old" : "new")
                + " for the coordinator (" + coordinator.words() + "), and nothing was started: "
                + (old
                        ? "install the coordinator's vmpilot on the node"
                        : "the coordinator's vmpilot is to be renewed first"));
    }
}
