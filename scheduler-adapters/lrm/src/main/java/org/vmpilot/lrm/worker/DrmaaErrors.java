package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Function;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.ConflictingAttributeValuesException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmsExitException;
import org.ggf.drmaa.DrmsInitException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.HoldInconsistentStateException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidAttributeFormatException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.InvalidContactStringException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.InvalidJobTemplateException;
import org.ggf.drmaa.NoActiveSessionException;
import org.ggf.drmaa.ReleaseInconsistentStateException;
import org.ggf.drmaa.ResumeInconsistentStateException;
import org.ggf.drmaa.SuspendInconsistentStateException;
import org.ggf.drmaa.TryLaterException;
import org.ggf.drmaa.UnsupportedAttributeException;

/** DRMAA's exceptions by name, as they cross the line. InternalException alone is unchecked in the Java binding. */
final class DrmaaErrors {
    private static final Map<String, Function<String, Exception>> BY_NAME = Map.ofEntries(
            Map.entry("AuthorizationException", AuthorizationException::new),
            Map.entry("ConflictingAttributeValuesException", ConflictingAttributeValuesException::new),
            Map.entry("DeniedByDrmException", DeniedByDrmException::new),
            Map.entry("DrmCommunicationException", DrmCommunicationException::new),
            Map.entry("DrmsExitException", DrmsExitException::new),
            Map.entry("DrmsInitException", DrmsInitException::new),
            Map.entry("ExitTimeoutException", ExitTimeoutException::new),
            Map.entry("HoldInconsistentStateException", HoldInconsistentStateException::new),
            Map.entry("InternalException", InternalException::new),
            Map.entry("InvalidAttributeFormatException", InvalidAttributeFormatException::new),
            Map.entry("InvalidAttributeValueException", InvalidAttributeValueException::new),
            Map.entry("InvalidContactStringException", InvalidContactStringException::new),
            Map.entry("InvalidJobException", InvalidJobException::new),
            Map.entry("InvalidJobTemplateException", InvalidJobTemplateException::new),
            Map.entry("NoActiveSessionException", NoActiveSessionException::new),
            Map.entry("ReleaseInconsistentStateException", ReleaseInconsistentStateException::new),
            Map.entry("ResumeInconsistentStateException", ResumeInconsistentStateException::new),
            Map.entry("SuspendInconsistentStateException", SuspendInconsistentStateException::new),
            Map.entry("TryLaterException", TryLaterException::new),
            Map.entry("UnsupportedAttributeException", UnsupportedAttributeException::new));

    private DrmaaErrors() {}

    /** An exception that has no name here (a subclass, say) crosses as Internal: nothing is concluded from it. */
    static String name(Exception e) {
        for (Class<?> type = e.getClass(); type != Exception.class; type = type.getSuperclass()) {
            if (BY_NAME.containsKey(type.getSimpleName())) {
                return type.getSimpleName();
            }
        }
        return "InternalException";
    }

    static Exception exception(String name, String message) {
        Function<String, Exception> known = BY_NAME.get(name);
        return known == null ? new InternalException(name + ": " + message) : known.apply(message);
    }

    /** As it crosses the line. */
    static ObjectNode json(Exception e) {
        return Wire.object().put("name", name(e)).put("message", e.getMessage());
    }

    static Exception exception(JsonNode error) {
        return exception(
                error.path("name").asText("no name"), error.path("message").asText("no message"));
    }
}
