package org.vmpilot.lrm.worker;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.InvalidContactStringException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SessionFactory;
import org.ggf.drmaa.SimpleJobTemplate;
import org.ggf.drmaa.Version;

/**
 * A DRMAA library that does what a job's command says: {@code /crash}, {@code /hang}, {@code /flood} its standard output; else the job
 * gets an id and is over at once. While there is a file {@code rigged.hold}, a wait hangs, and says so by a file {@code waiting} beside it. {@code /contact} says as the id by which contact the session was begun.
 */
public final class RiggedLibrary extends SessionFactory {
    @Override
    public Session getSession() {
        return new Rigged();
    }

    private static final class Rigged implements Session {
        private int jobs;
        private int reported;
        private String contact;

        @Override
        public void init(String wanted) throws DrmaaException {
            if (Files.exists(Path.of(System.getProperty("rigged.down", "/nonexistent")))) {
                throw new DrmCommunicationException("unable to contact qmaster");
            }
            if ("forgotten".equals(wanted)) {
                throw new InvalidContactStringException("no such session");
            }
            contact = String.valueOf(wanted);
        }

        @Override
        public String runJob(JobTemplate template) throws DrmaaException {
            switch (template.getRemoteCommand()) {
                case "/crash" -> Runtime.getRuntime().halt(134);
                case "/hang" -> hang();
                case "/flood" -> flood();
                case "/refuse" -> throw new DrmCommunicationException("failed receiving gdi request response");
                case "/contact" -> {
                    return contact;
                }
                default -> System.out.println("a library that talks");
            }
            return String.valueOf(++jobs);
        }

        private static void say(Path file) {
            try {
                Files.createFile(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void hang() {
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    // Not heard, as by native code.
                }
            }
        }

        private static void flood() {
            try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
                while (true) {
                    out.write("error: commlib error\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public JobInfo wait(String job, long timeout) throws DrmaaException {
            Path hold = Path.of(System.getProperty("rigged.hold", "/nonexistent"));
            if (Files.exists(hold)) {
                say(hold.resolveSibling("waiting"));
                hang();
            }
            if (jobs == 0) {
                throw new InvalidJobException("no job in this session");
            }
            if (reported == jobs) {
                throw new ExitTimeoutException("none is over");
            }
            return JobEnd.exit(String.valueOf(++reported), reported).info();
        }

        @Override
        public void exit() {}

        @Override
        public JobTemplate createJobTemplate() {
            return new SimpleJobTemplate();
        }

        @Override
        public void deleteJobTemplate(JobTemplate template) {}

        @Override
        public List<String> runBulkJobs(JobTemplate template, int start, int end, int step) throws DrmaaException {
            return List.of(runJob(template));
        }

        @Override
        public void control(String job, int action) {}

        @Override
        public int getJobProgramStatus(String job) {
            return Session.RUNNING;
        }

        @Override
        @SuppressWarnings("rawtypes")
        public void synchronize(List ids, long timeout, boolean dispose) {}

        @Override
        public String getContact() {
            return "rigged-session";
        }

        @Override
        public Version getVersion() {
            return new Version(1, 0);
        }

        @Override
        public String getDrmSystem() {
            return "rigged";
        }

        @Override
        public String getDrmaaImplementation() {
            return "rigged";
        }
    }
}
