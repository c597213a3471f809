package org.vmpilot.lrm.pbs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON of qstat and pbsnodes, of which one bad record must not cost the others. Older versions print values that are no JSON (numbers
 * with leading zeros, unknown escapes), and strange bytes of a job's environment come through; what a program of the site prints around
 * it is passed over.
 */
final class PbsJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    /** A record's first and last line, two levels deep: tabs since version 20, blanks before. */
    private static final Pattern BEGIN = Pattern.compile("(?:\\t\\t| {8})\"([^\"]+)\"\\s*:\\s*\\{\\s*(}?),?\\s*");

    private static final Pattern END = Pattern.compile("(?:\\t\\t| {8})}\\s*,?\\s*");
    /** Within a record: a value that is an object, and its end. */
    private static final Pattern OPENS = Pattern.compile("\\s*\"[^\"]+\"\\s*:\\s*\\{\\s*");

    private static final Pattern CLOSES = Pattern.compile("\\s*}\\s*,?\\s*");
    private static final String VERSION = "pbs_version";
    /** On a line that is whole: half a name would be another job's. */
    private static final Pattern NAME = Pattern.compile("(?m)^\\s*\"Job_Name\"\\s*:\\s*\"([^\"]*)\",?\\s*$");

    private static final Pattern OWNER = Pattern.compile("(?m)^\\s*\"Job_Owner\"\\s*:\\s*\"([^\"@]*)[^\"]*\",?\\s*$");

    private PbsJson() {}

    /** The whole answer. */
    static JsonNode read(String program, String output) throws OutputException {
        try {
            return JSON.readTree(body(program, output));
        } catch (JsonProcessingException e) {
            throw new OutputException(program + " printed no JSON: " + e.getOriginalMessage());
        }
    }

    /** From the first line that opens an object to the last that closes one. */
    private static String body(String program, String output) throws OutputException {
        int begin = output.startsWith("{") ? 0 : output.indexOf("\n{") + 1;
        int end = output.lastIndexOf('}');
        if ((begin == 0 && !output.startsWith("{")) || end < begin) {
            throw new OutputException(program + " printed no JSON: '" + start(output) + "'");
        }
        return output.substring(begin, end + 1);
    }

    private static String start(String output) {
        return output.strip()
                .lines()
                .findFirst()
                .map(line -> line.substring(0, Math.min(80, line.length())))
                .orElse("");
    }

    /** All jobs of a qstat; those whose records are broken are {@link PbsJob#UNREADABLE}. No member "Jobs": none. */
    static Listing jobs(String output) throws OutputException {
        String body = body("qstat", output);
        try {
            List<PbsJob> jobs = new ArrayList<>();
            JsonNode answer = JSON.readTree(body);
            if (!answer.has(VERSION)) {
                throw new OutputException("qstat printed a JSON that is not PBS's");
            }
            answer.path("Jobs").properties().forEach(entry -> jobs.add(PbsJob.of(entry.getKey(), entry.getValue())));
            return new Listing(jobs, true);
        } catch (JsonProcessingException e) {
            return oneByOne(body);
        }
    }

    private static Listing oneByOne(String body) throws OutputException {
        List<PbsJob> jobs = new ArrayList<>();
        texts("qstat", body).forEach((id, record) -> jobs.add(one(id, record)));
        return new Listing(jobs, isWhole(body));
    }

    /** Whether each record that ends has begun, and each that begins has ended before the next. */
    private static boolean isWhole(String body) {
        boolean open = false;
        for (String line : body.lines().toList()) {
            Matcher begin = BEGIN.matcher(line);
            boolean begins = begin.matches();
            boolean empty = begins && !begin.group(2).isEmpty();
            if (empty && open) {
                return false;
            }
            if ((begins && !empty) || END.matcher(line).matches()) {
                if (open == begins) {
                    return false;
                }
                open = begins;
            }
        }
        return true;
    }

    /**
     * All records of a member, by their names. Of a broken one what can be read line by line: a comment with quotes in it, which versions before 20 print as
     * they are, costs the comment.
     */
    static Map<String, JsonNode> records(String program, String output, String member) throws OutputException {
        String body = body(program, output);
        Map<String, JsonNode> records = new LinkedHashMap<>();
        try {
            JsonNode answer = JSON.readTree(body);
            if (!answer.has(VERSION)) {
                throw new OutputException(program + " printed a JSON that is not PBS's");
            }
            answer.path(member).properties().forEach(entry -> records.put(entry.getKey(), entry.getValue()));
        } catch (JsonProcessingException e) {
            if (!body.contains('"' + VERSION + '"')) {
                throw new OutputException(program + " printed no JSON: " + e.getOriginalMessage());
            }
            texts(program, body).forEach((name, record) -> records.put(name, lineByLine(record)));
        }
        return records;
    }

    private static JsonNode lineByLine(String record) {
        StringBuilder good = new StringBuilder("{");
        for (String line : record.split("\n", -1)) {
            boolean nested =
                    OPENS.matcher(line).matches() || CLOSES.matcher(line).matches();
            if (nested || isMember(line)) {
                good.append(line).append('\n');
            }
        }
        try {
            return JSON.readTree(good.append('}').toString());
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    private static boolean isMember(String line) {
        try {
            return JSON.readTree("{" + line + "}").size() == 1;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** The records' own texts, by their names. */
    private static Map<String, String> texts(String program, String body) throws OutputException {
        if (!END.matcher(lastButTwo(body)).matches()) {
            throw new OutputException(program + "'s output is cut off");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        String name = null;
        StringBuilder record = new StringBuilder();
        for (String line : body.lines().toList()) {
            Matcher begin = BEGIN.matcher(line);
            if (name == null && begin.matches()) {
                name = begin.group(1);
                record.setLength(0);
                if (!begin.group(2).isEmpty()) {
                    texts.put(name, "");
                    name = null;
                }
            } else if (name != null && END.matcher(line).matches()) {
                texts.put(name, record.toString());
                name = null;
            } else if (name != null) {
                record.append(line).append('\n');
            }
        }
        if (texts.isEmpty()) {
            throw new OutputException(program + " printed no JSON, and no record in it can be read");
        }
        return texts;
    }

    /** The end of the last record: below it only the ends of "Jobs" and of the answer follow. */
    private static String lastButTwo(String body) {
        List<String> lines = body.lines().toList();
        return lines.size() < 3 ? "" : lines.get(lines.size() - 3);
    }

    private static PbsJob one(String id, String record) {
        try {
            return PbsJob.of(id, JSON.readTree("{" + record + "}"));
        } catch (JsonProcessingException e) {
            return PbsJob.unreadable(
                    id, first(NAME, record).orElse(""), first(OWNER, record).orElse(""));
        }
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
