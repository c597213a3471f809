package org.vmpilot.lrm.jna;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.util.Map;
import java.util.TreeMap;
import org.ggf.drmaa.DrmaaException;
import org.vmpilot.lrm.worker.JobEnd;

/** What {@code drmaa_wait} answered, taken apart by the library's own functions: its status is no {@code wait(2)} status. */
final class CEnd {
    private final CDrmaa drmaa;
    private final int status;

    CEnd(CDrmaa drmaa, int status) {
        this.drmaa = drmaa;
        this.status = status;
    }

    JobEnd of(String job, Map<String, String> usage) throws DrmaaException {
        boolean exited = flag(drmaa::drmaa_wifexited);
        boolean signaled = flag(drmaa::drmaa_wifsignaled);
        return new JobEnd(
                job,
                exited,
                exited ? number(drmaa::drmaa_wexitstatus) : 0,
                signaled,
                signaled ? signal() : null,
                signaled && flag(drmaa::drmaa_wcoredump),
                flag(drmaa::drmaa_wifaborted),
                usage);
    }

    private interface Part {
        int of(IntByReference value, int status, byte[] error, long size);
    }

    private boolean flag(Part part) throws DrmaaException {
        return number(part) != 0;
    }

    private int number(Part part) throws DrmaaException {
        IntByReference value = new IntByReference();
        CText error = new CText();
        CErrors.check(part.of(value, status, error.bytes(), error.size()), error);
        return value.getValue();
    }

    private String signal() throws DrmaaException {
        CText signal = new CText();
        CText error = new CText();
        CErrors.check(drmaa.drmaa_wtermsig(signal.bytes(), signal.size(), status, error.bytes(), error.size()), error);
        return signal.text();
    }

    /** @param values null: the library has none */
    static Map<String, String> usage(CDrmaa drmaa, Pointer values) {
        Map<String, String> usage = new TreeMap<>();
        if (values == null) {
            return usage;
        }
        CText value = new CText();
        while (drmaa.drmaa_get_next_attr_value(values, value.bytes(), value.size()) == CErrors.SUCCESS) {
            String[] parts = value.text().split("=", 2);
            usage.put(parts[0], parts.length < 2 ? "" : parts[1]);
        }
        drmaa.drmaa_release_attr_values(values);
        return usage;
    }
}
