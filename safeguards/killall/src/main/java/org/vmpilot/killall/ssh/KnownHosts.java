package org.vmpilot.killall.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The site's known_hosts file (sshd(8)), read once. Plain names are looked up by a map: JSch's own goes through the whole file for each
 * host, which at 5,000 nodes is 25 million comparisons. Never changed. {@code @cert-authority} lines are not used.
 */
final class KnownHosts implements HostKeyRepository {
    /**
     * A line that cannot be read: whose it was is in its first word, if that is left.
     *
     * @param place file and line
     */
    record Broken(HostPattern hosts, String place, String why) {
        @Override
        public String toString() {
            return place + ": not a line of known_hosts, and passed over: " + why;
        }
    }

    /** @param key in Base64 */
    private record Entry(HostPattern hosts, boolean revoked, String type, String key) {}

    private final Map<String, List<Entry>> byName = new HashMap<>();
    private final List<Entry> byPattern = new ArrayList<>();
    private final List<Broken> broken = new ArrayList<>();

    /**
     * A line that is none costs the node that it names, and no other.
     *
     * @param file for messages
     */
    static KnownHosts parse(String file, String text) {
        KnownHosts known = new KnownHosts();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                List<String> words = new ArrayList<>(List.of(stripped.split("\\s+", -1)));
                try {
                    known.take(words);
                } catch (IllegalArgumentException e) {
                    known.broken.add(new Broken(hosts(words), file + ":" + number, e.getMessage()));
                }
            }
        }
        return known;
    }

    /** Nobody's, if not even the names can be read. */
    private static HostPattern hosts(List<String> words) {
        try {
            return HostPattern.parse(words.isEmpty() ? "" : words.get(0));
        } catch (IllegalArgumentException e) {
            return HostPattern.parse("");
        }
    }

    /** The lines that cannot be read. */
    List<Broken> broken() {
        return List.copyOf(broken);
    }

    /** Whether some key of the host is known. */
    boolean knows(String host) {
        return entries(host).stream().anyMatch(entry -> !entry.revoked());
    }

    /** The line of this host that cannot be read; empty: there is none such. */
    Optional<Broken> brokenLine(String host) {
        return broken.stream().filter(line -> line.hosts().matches(host)).findFirst();
    }

    private void take(List<String> words) {
        String marker = words.get(0).startsWith("@") ? words.remove(0) : "";
        if (marker.equals("@cert-authority")) {
            return;
        }
        if (words.size() < 3) {
            throw new IllegalArgumentException("must be 'names type key'");
        }
        HostPattern hosts = HostPattern.parse(words.get(0));
        Entry entry =
                entry(hosts, marker.equals("@revoked"), Base64.getDecoder().decode(words.get(2)));
        if (hosts.isPlain()) {
            hosts.names()
                    .forEach(name -> byName.computeIfAbsent(name, first -> new ArrayList<>())
                            .add(entry));
        } else {
            byPattern.add(entry);
        }
    }

    private static Entry entry(HostPattern hosts, boolean revoked, byte[] key) {
        if (type(key).isEmpty()) {
            throw new IllegalArgumentException("the key is cut off");
        }
        return new Entry(hosts, revoked, type(key), Base64.getEncoder().encodeToString(key));
    }

    private List<Entry> entries(String host) {
        List<Entry> entries = new ArrayList<>(byName.getOrDefault(host, List.of()));
        byPattern.stream().filter(entry -> entry.hosts().matches(host)).forEach(entries::add);
        return entries;
    }

    @Override
    public int check(String host, byte[] key) {
        String wanted = Base64.getEncoder().encodeToString(key);
        int answer = NOT_INCLUDED;
        for (Entry entry : entries(host)) {
            boolean same = entry.key().equals(wanted);
            if (same && entry.revoked()) {
                return CHANGED;
            } else if (same) {
                answer = OK;
            } else if (!entry.revoked()
                    && answer == NOT_INCLUDED
                    && entry.type().equals(type(key))) {
                answer = CHANGED;
            }
        }
        return answer;
    }

    /** A key's blob begins with the length and the name of its type. */
    private static String type(byte[] key) {
        int length = key.length < 4 ? 0 : key[3];
        return new String(
                key, Math.min(4, key.length), Math.max(0, Math.min(length, key.length - 4)), StandardCharsets.US_ASCII);
    }

    /** JSch asks so which types of key it should want of this host. */
    @Override
    public HostKey[] getHostKey(String host, String type) {
        List<HostKey> keys = new ArrayList<>();
        for (Entry entry : host == null ? List.<Entry>of() : entries(host)) {
            if (!entry.revoked() && (type == null || type.equals(entry.type()))) {
                try {
                    keys.add(new HostKey(host, Base64.getDecoder().decode(entry.key())));
                } catch (JSchException e) {
                    // A type that JSch does not know cannot be wanted.
                }
            }
        }
        return keys.toArray(new HostKey[0]);
    }

    @Override
    public HostKey[] getHostKey() {
        return new HostKey[0];
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "known-hosts";
    }

    @Override
    public void add(HostKey hostkey, UserInfo user) {
        throw new UnsupportedOperationException("known_hosts is the site's");
    }

    @Override
    public void remove(String host, String type) {
        throw new UnsupportedOperationException("known_hosts is the site's");
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        throw new UnsupportedOperationException("known_hosts is the site's");
    }
}
