package org.vmpilot.lrm.gridengine;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SessionFactory;
import org.ggf.drmaa.SimpleJobTemplate;
import org.ggf.drmaa.Version;

/** A DRMAA library, as a site's drmaa.jar brings one; it answers each submit with the environment that it was started in. */
public final class OneJobLibrary extends SessionFactory {
    @Override
    public Session getSession() {
        Class<?>[] types = {Session.class};
        return (Session)
                Proxy.newProxyInstance(getClass().getClassLoader(), types, (self, method, arguments) -> answer(method));
    }

    private static Object answer(Method method) throws ExitTimeoutException {
        return switch (method.getName()) {
            case "createJobTemplate" -> new SimpleJobTemplate();
            case "wait" -> throw new ExitTimeoutException("none is over");
            case "runJob" ->
                System.getenv("SGE_ROOT") + "," + System.getenv("SGE_CELL") + "," + System.getenv("LD_PRELOAD");
            case "getVersion" -> new Version(1, 0);
            default -> method.getReturnType() == String.class ? "one job" : null;
        };
    }
}
