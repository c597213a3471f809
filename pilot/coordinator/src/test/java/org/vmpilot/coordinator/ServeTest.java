package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.host.BootId;
import org.vmpilot.host.Uptime;

/** The process as a site starts it: what keeps it from starting is said in words, with an exit code of its own. */
class ServeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60L * Integer.getInteger("vmpilot.patience", 1));

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void secrets() throws IOException {
        secret("site.key", "ab".repeat(32));
        secret("api.token", "0123456789abcdef0123456789abcdef");
    }

    private void secret(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    @AfterEach
    void endWhatRuns() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private Path config(String apiPort, String agentsPort) throws IOException {
        return Files.writeString(folder.resolve("vmpilot.toml"), """
                state = "%1$s/state"
                site_key = "%1$s/site.key"
                [api]
                listen = "127.0.0.1:%2$s"
                token_file = "%1$s/api.token"
                [agents]
                listen = "127.0.0.1:%3$s"
                [lrm]
                provider = "embedded"
                launcher = "/usr/lib/vmpilot/pilot-job"
                [lrm.embedded]
                socket = "%1$s/nobody"
                [[queue]]
                name = "batch"
                [[node]]
                name = "node01"
                """.formatted(folder, apiPort, agentsPort));
    }

    private Process serve(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-Dvmpilot.log=INFO",
                "-cp",
                System.getProperty("java.class.path"),
                Serve.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        return process;
    }

    private void refuses(int exitCode, String words, String... arguments) throws Exception {
        Path log = folder.resolve("refused.log");
        Process process = serve(log, arguments);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(log)).contains("not started").contains(words);
        assertThat(process.exitValue()).isEqualTo(exitCode);
    }

    private Process serving(Path log, Path config) throws IOException {
        Process process = serve(log, "--config", config.toString());
        await().atMost(PATIENCE).until(() -> Files.readString(log).contains("serving:") || !process.isAlive());
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        return process;
    }

    @Test
    void itStartsWithoutAnLrmKeepsASecondOneOutAndStopsOnTermWhileTheStoreStaysGood() throws Exception {
        Path log = folder.resolve("first.log");
        Path config = config("0", "0");
        Process first = serving(log, config);
        refuses(75, "in use by another coordinator: pid " + first.pid(), "--config", config.toString());
        assertThat(first.isAlive()).isTrue();
        first.destroy();
        assertThat(first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(log)).contains("stopped; leases, jobs and guests go on");
        serving(folder.resolve("again.log"), config);
    }

    @Test
    void aWallClockThatWasSetOnThisBootIsAnAlarmAndItsTimeIsNotTaken() throws Exception {
        Path state = Files.createDirectory(
                folder.resolve("state"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        long before = Instant.now().minus(Duration.ofHours(2)).toEpochMilli();
        Files.writeString(
                state.resolve("clock"), BootId.read() + " " + Uptime.system().millis() + " " + before + "\n");
        Path log = folder.resolve("set.log");
        serving(log, config("0", "0"));
        Matcher port = Pattern.compile("API on \\S+:(\\d+)").matcher(Files.readString(log));
        assertThat(port.find()).isTrue();
        String status = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + "/v1/status"))
                                .header("Authorization", "Bearer 0123456789abcdef0123456789abcdef")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(status).contains("clock_set", "forward by 7");
        Matcher started = Pattern.compile("\"started_at\" ?: ?\"([^\"]+)\"").matcher(status);
        assertThat(started.find()).isTrue();
        assertThat(Instant.parse(started.group(1)))
                .isBefore(Instant.ofEpochMilli(before).plus(Duration.ofHours(1)));
    }

    @Test
    void aPortInUseIsSaidWithItsAddress() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            refuses(
                    69,
                    "the API cannot listen on 127.0.0.1:" + port,
                    "--config",
                    config(port, "0").toString());
            refuses(
                    69,
                    "the agents' listener cannot listen on 127.0.0.1:" + port,
                    "--config",
                    config("0", port).toString());
        }
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws Exception {
        Files.setPosixFilePermissions(folder.resolve("site.key"), PosixFilePermissions.fromString("rw-r--r--"));
        refuses(78, "site.key", "--config", config("0", "0").toString());
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void aStateFolderThatIsOpenToOthersIsRefused() throws Exception {
        Files.createDirectory(folder.resolve("state"));
        Files.setPosixFilePermissions(folder.resolve("state"), PosixFilePermissions.fromString("rwxr-xr-x"));
        refuses(74, "is open to others", "--config", config("0", "0").toString());
    }

    @Test
    void aConfigurationThatIsNotThereAndAnArgumentTooManyAreRefused() throws Exception {
        refuses(
                78,
                "there is no such file",
                "--config",
                folder.resolve("nothing.toml").toString());
        refuses(64, "usage: vmpilot serve", "--verbose");
    }
}
