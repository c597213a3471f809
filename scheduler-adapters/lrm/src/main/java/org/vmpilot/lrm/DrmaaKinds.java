package org.vmpilot.lrm;

import java.util.List;
import org.ggf.drmaa.AlreadyActiveSessionException;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.DrmsInitException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.InvalidJobTemplateException;
import org.ggf.drmaa.NoActiveSessionException;
import org.ggf.drmaa.TryLaterException;
import org.ggf.drmaa.UnsupportedAttributeException;
import org.vmpilot.lrm.worker.NotSentException;

/**
 * What a DRMAA exception lets a caller conclude about a call that changes something.
 *
 * <p>"Nothing was done" is only said where the library said so, or where the request did not leave. A library that reports
 * DrmCommunication may have lost the answer after the LRM acted (a time-out in Grid Engine's commlib, for one).
 */
final class DrmaaKinds {
    private static final List<Class<? extends DrmaaException>> DENIED =
            List.of(DeniedByDrmException.class, AuthorizationException.class);
    private static final List<Class<? extends DrmaaException>> INVALID = List.of(
            InvalidJobTemplateException.class,
            InvalidAttributeValueException.class,
            UnsupportedAttributeException.class,
            InvalidJobException.class);
    private static final List<Class<? extends DrmaaException>> UNREACHABLE = List.of(
            NotSentException.class,
            NoActiveSessionException.class,
            AlreadyActiveSessionException.class,
            DrmsInitException.class);

    private DrmaaKinds() {}

    static LrmException.Kind of(DrmaaException e) {
        if (e instanceof TryLaterException) {
            return LrmException.Kind.TRY_LATER;
        }
        if (isOneOf(DENIED, e)) {
            return LrmException.Kind.DENIED;
        }
        if (isOneOf(INVALID, e)) {
            return LrmException.Kind.INVALID;
        }
        return isOneOf(UNREACHABLE, e) ? LrmException.Kind.UNREACHABLE : LrmException.Kind.UNKNOWN;
    }

    private static boolean isOneOf(List<Class<? extends DrmaaException>> classes, DrmaaException e) {
        return classes.stream().anyMatch(one -> one.isInstance(e));
    }
}
