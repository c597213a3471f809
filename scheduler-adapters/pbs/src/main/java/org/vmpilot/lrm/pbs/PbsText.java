package org.vmpilot.lrm.pbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The plain form of {@code qstat -f -w}. It is asked for several jobs by their ids: of several operands the JSON has the first alone (qstat 23.06.06, and
 * nothing is said of it). Only for ids of ours: a stranger's environment may have lines in it that look like records.
 */
final class PbsText {
    private static final Pattern RECORD = Pattern.compile("Job Id: (" + PbsJob.ID.pattern() + ")\\s*");
    private static final Pattern ATTRIBUTE = Pattern.compile(" {4}([A-Za-z_]+)(?:\\.([A-Za-z_]\\w*))? = (.*)");

    private static final String NAME = "Job_Name";

    private PbsText() {}

    /**
     * All jobs of it; lines that are none of a record's are passed over. Of an attribute that is there twice the first counts; a second name, which every record begins
     * with, is that of a record whose id cannot be read.
     */
    static Listing jobs(String output) {
        List<PbsJob> jobs = new ArrayList<>();
        boolean complete = true;
        String id = null;
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        // Without -w a long value goes on below, behind a tab.
        for (String line : output.replaceAll("\n\t", "").split("\n", -1)) {
            Matcher begin = RECORD.matcher(line);
            Matcher attribute = ATTRIBUTE.matcher(line);
            if (begin.matches()) {
                add(jobs, id, record);
                id = begin.group(1);
                record = JsonNodeFactory.instance.objectNode();
            } else if (attribute.matches()) {
                complete &= id != null && !(attribute.group(1).equals(NAME) && record.has(NAME));
                put(record, attribute);
            }
        }
        add(jobs, id, record);
        return new Listing(jobs, complete);
    }

    private static void add(List<PbsJob> jobs, String id, ObjectNode record) {
        if (id != null) {
            jobs.add(PbsJob.of(id, record));
        }
    }

    private static void put(ObjectNode record, Matcher attribute) {
        boolean part = attribute.group(2) != null;
        ObjectNode in = part && !record.path(attribute.group(1)).isValueNode()
                ? record.withObjectProperty(attribute.group(1))
                : record;
        String name = part ? attribute.group(2) : attribute.group(1);
        if (!in.has(name)) {
            in.put(name, attribute.group(3));
        }
    }
}
