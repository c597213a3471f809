package org.vmpilot.lrm.jna;

import java.util.Map;
import java.util.function.Function;
import org.ggf.drmaa.AlreadyActiveSessionException;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.ConflictingAttributeValuesException;
import org.ggf.drmaa.DefaultContactStringException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.DrmsExitException;
import org.ggf.drmaa.DrmsInitException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.HoldInconsistentStateException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidAttributeFormatException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.InvalidContactStringException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.NoActiveSessionException;
import org.ggf.drmaa.NoDefaultContactStringException;
import org.ggf.drmaa.ReleaseInconsistentStateException;
import org.ggf.drmaa.ResumeInconsistentStateException;
import org.ggf.drmaa.SuspendInconsistentStateException;
import org.ggf.drmaa.TryLaterException;

/** The error codes of the C binding, in the order of {@code drmaa.h}, as the Java binding's exceptions. */
final class CErrors {
    static final int SUCCESS = 0;
    static final int NO_RESOURCE_USAGE = 24;
    static final int NO_MORE_ELEMENTS = 25;

    private static final Map<Integer, Function<String, DrmaaException>> BY_CODE = Map.ofEntries(
            Map.entry(2, DrmCommunicationException::new),
            Map.entry(3, AuthorizationException::new),
            Map.entry(4, InvalidAttributeValueException::new),
            Map.entry(5, NoActiveSessionException::new),
            Map.entry(7, InvalidContactStringException::new),
            Map.entry(8, DefaultContactStringException::new),
            Map.entry(9, NoDefaultContactStringException::new),
            Map.entry(10, DrmsInitException::new),
            Map.entry(11, AlreadyActiveSessionException::new),
            Map.entry(12, DrmsExitException::new),
            Map.entry(13, InvalidAttributeFormatException::new),
            Map.entry(14, InvalidAttributeValueException::new),
            Map.entry(15, ConflictingAttributeValuesException::new),
            Map.entry(16, TryLaterException::new),
            Map.entry(17, DeniedByDrmException::new),
            Map.entry(18, InvalidJobException::new),
            Map.entry(19, ResumeInconsistentStateException::new),
            Map.entry(20, SuspendInconsistentStateException::new),
            Map.entry(21, HoldInconsistentStateException::new),
            Map.entry(22, ReleaseInconsistentStateException::new),
            Map.entry(23, ExitTimeoutException::new));

    private CErrors() {}

    /** @throws InternalException for a code that says no more than that something went wrong (1, 6, or one that no standard knows) */
    static void check(int code, CText words) throws DrmaaException {
        if (code == SUCCESS) {
            return;
        }
        String text = words.text().isBlank() ? "error " + code : words.text().strip();
        Function<String, DrmaaException> known = BY_CODE.get(code);
        if (known == null) {
            throw new InternalException("error " + code + ": " + text);
        }
        throw known.apply(text);
    }
}
