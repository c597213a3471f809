package org.vmpilot.lrm.gridengine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/** Reads {@code qstat -j ID,... -xml} for what Grid Engine says of jobs in error state. */
final class ErrorReasons {
    private static final String WHAT = "qstat -j -xml";

    private ErrorReasons() {}

    /** @return job number → its error messages, joined; jobs without a message are not in it */
    static Map<String, String> parse(String xml) throws OutputException {
        Map<String, String> reasons = new HashMap<>();
        for (Element info : XmlText.children(XmlText.parse(WHAT, xml, "detailed_job_info"), "djob_info")) {
            for (Element job : XmlText.children(info, "element")) {
                String words = words(XmlText.all(job, "QIM_message"));
                if (!words.isEmpty()) {
                    reasons.put(XmlText.needed(WHAT, job, "JB_job_number"), words);
                }
            }
        }
        return reasons;
    }

    private static String words(List<Element> messages) {
        return messages.stream()
                .map(message -> message.getTextContent().strip())
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
