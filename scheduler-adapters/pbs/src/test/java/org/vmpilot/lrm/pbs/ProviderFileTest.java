package org.vmpilot.lrm.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.ggf.drmaa.SessionFactory;
import org.junit.jupiter.api.Test;

/** What makes the jar a provider. */
class ProviderFileTest {
    /** The standard's look-up reads the first line of one file, and takes a comment for a class. */
    @Test
    void theProvidersFileHasOneLineAndThatIsTheFactory() throws Exception {
        Path file = Path.of(
                System.getProperty("vmpilot.root"),
                "scheduler-adapters/pbs/src/main/provider/org.ggf.drmaa.SessionFactory");
        assertThat(Files.readString(file)).isEqualTo(PbsSessionFactory.class.getName() + "\n");
        assertThat(new PbsSessionFactory()).isInstanceOf(SessionFactory.class);
    }

    @Test
    void oneFactoryHasOneSessionAndWrongPropertiesAreNamed() {
        PbsSessionFactory factory = new PbsSessionFactory();
        assertThat(factory.getSession()).isSameAs(factory.getSession());
        assertThat(factory.getSession().getDrmSystem()).isEqualTo("PBS");
        Properties wrong = new Properties();
        wrong.setProperty("user.home", "/root");
        wrong.setProperty("drmaa.pbs.deadlin", "1s");
        assertThatThrownBy(() -> PbsSessionFactory.session(wrong)).hasMessageContaining("deadlin: unknown");
    }
}
