package org.vmpilot.lrm.jna;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.Map;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SessionFactory;

/** What {@link SessionFactory} finds on the class path: the C library that the system property names. */
public final class CSessionFactory extends SessionFactory {
    /** System property: the library's absolute path, or a name that the loader finds. */
    public static final String LIBRARY = "vmpilot.drmaa.library";

    /** Texts go to the LRM as they are. */
    private static final Map<String, Object> OPTIONS = Map.of(Library.OPTION_STRING_ENCODING, "UTF-8");

    private Session session;

    /** @throws UnsatisfiedLinkError the library cannot be loaded; its words say why */
    @Override
    public synchronized Session getSession() {
        if (session == null) {
            String library = System.getProperty(LIBRARY, "drmaa");
            session = new CSession(Native.load(library, CDrmaa.class, OPTIONS));
        }
        return session;
    }
}
