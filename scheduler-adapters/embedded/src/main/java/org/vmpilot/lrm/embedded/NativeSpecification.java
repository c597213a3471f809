package org.vmpilot.lrm.embedded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;

/** DRMAA's native specification as the embedded LRM reads it: {@code key=value} words, separated by blanks. */
final class NativeSpecification {
    static final String QUEUE = "queue";
    static final String WALLTIME = "walltime";
    static final String PROPERTY = "property";
    static final String ACCOUNT = "account";
    static final String SHARED = "shared";

    /** Nodes that it must not run on, separated by commas. */
    static final String AVOID = "avoid";

    /** On how many nodes at once; without it, on one. */
    static final String GANG = "gang";

    /** What becomes of a gang that loses a node: {@code continue}; without it, it ends. */
    static final String NODE_LOSS = "node-loss";

    static final String CONTINUE = "continue";

    private static final List<String> KEYS =
            List.of(QUEUE, WALLTIME, PROPERTY, ACCOUNT, SHARED, AVOID, GANG, NODE_LOSS);
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@/=:-]{0,63}");

    private static final Pattern NODES = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._,-]{0,16000}");

    private NativeSpecification() {}

    static String of(JobRequest request) throws LrmException {
        Map<String, String> values = new LinkedHashMap<>();
        request.queue().ifPresent(queue -> values.put(QUEUE, queue));
        request.nodeProperty().ifPresent(property -> values.put(PROPERTY, property));
        request.account().ifPresent(account -> values.put(ACCOUNT, account));
        values.put(WALLTIME, Long.toString(request.walltime().toSeconds()));
        if (!request.exclusive()) {
            values.put(SHARED, Long.toString(request.memoryMib()));
        }
        if (!request.avoided().isEmpty()) {
            values.put(AVOID, String.join(",", request.avoided()));
        }
        if (request.gang()) {
            values.put(GANG, Integer.toString(request.tasks()));
            if (request.assembly() == JobRequest.Assembly.GANG_THAT_GOES_ON) {
                values.put(NODE_LOSS, CONTINUE);
            }
        }
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (!isRight(entry.getKey(), entry.getValue())) {
                throw new LrmException(
                        LrmException.Kind.INVALID,
                        entry.getKey() + " '" + entry.getValue() + "': 1 to 64 letters, digits and . _ @ / = : -");
            }
            text.append(text.isEmpty() ? "" : " ")
                    .append(entry.getKey())
                    .append('=')
                    .append(entry.getValue());
        }
        return text.toString();
    }

    private static boolean isRight(String key, String value) {
        return (key.equals(AVOID) ? NODES : VALUE).matcher(value).matches();
    }

    static Map<String, String> parse(String text) throws InvalidAttributeValueException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String word :
                text == null || text.isBlank() ? new String[0] : text.strip().split(" +")) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            String value = word.substring(equals + 1);
            if (!KEYS.contains(key)) {
                throw new InvalidAttributeValueException(
                        "native specification: unknown key '" + key + "'" + Suggestion.among(key, KEYS));
            }
            if (equals < 0 || !isRight(key, value) || values.put(key, value) != null) {
                throw new InvalidAttributeValueException(
                        "native specification: '" + word + "' is not a word key=value, or is there twice");
            }
        }
        return values;
    }
}
