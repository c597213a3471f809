package org.vmpilot.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.cli.Pages;

/** Manual pages and completion are made of one tree of commands; here it is held against docs/commands.md. */
class PagesTest {
    private static final Path ROOT = Path.of(System.getProperty("vmpilot.root"));
    private static final Pattern COMMAND = Pattern.compile("`vmpilot ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)");
    private static final Set<String> GROUPS = Set.of("lease", "token", "key");
    /** Words of the table that are no commands: what recipe prints. */
    private static final Pattern NO_COMMAND = Pattern.compile("recipe .*");

    @TempDir
    static Path folder;

    @BeforeAll
    static void write() throws IOException {
        Pages.write(folder);
    }

    private static Set<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("man/man1"))) {
            return files.map(file -> file.getFileName().toString().replaceFirst("\\.1$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void every_command_of_the_documentation_has_a_page_and_no_other() throws IOException {
        Set<String> documented = new TreeSet<>(Set.of("vmpilot"));
        GROUPS.forEach(group -> documented.add("vmpilot-" + group));
        for (String line : Files.readAllLines(ROOT.resolve("docs/commands.md"))) {
            if (!line.startsWith("| `vmpilot ")) {
                continue;
            }
            Matcher matcher = COMMAND.matcher(line.split(" \\| ", 2)[0]);
            while (matcher.find()) {
                String words = NO_COMMAND.matcher(matcher.group(1)).replaceFirst("recipe");
                documented.add("vmpilot-" + words.replace(' ', '-'));
            }
        }
        documented.removeAll(Set.of("vmpilot-kill-all", "vmpilot-thaw")); // section 8, by hand

        assertThat(pages()).containsExactlyElementsOf(documented);
        assertThat(ROOT.resolve("docs/man/vmpilot-kill-all.8")).content().contains("vmpilot-thaw");
    }

    @Test
    void a_page_shows_what_the_program_itself_takes() throws IOException {
        assertThat(folder.resolve("man/man1/vmpilot-doctor.1"))
                .content()
                .contains(".B \\-\\-prove\\-drain NODE", ".B \\-\\-node", "/etc/vmpilot/vmpilot.toml")
                .doesNotContain("${");
        assertThat(folder.resolve("man/man1/vmpilot-serve.1")).content().contains(".B \\-\\-config FILE");
        assertThat(folder.resolve("man/man1/vmpilot-key-issue.1")).content().contains("NODE");
    }

    @Test
    void completion_knows_the_emergency_command_and_its_options() throws Exception {
        Path script = folder.resolve("bash-completion/completions/vmpilot");
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        ". \"$0\"; COMP_WORDS=(vmpilot kill-all --every); COMP_CWORD=2; _complete_vmpilot 2>/dev/null; echo \"${COMPREPLY[*]}\";"
                                + " COMP_WORDS=(vmpilot ki); COMP_CWORD=1; _complete_vmpilot 2>/dev/null; echo \"${COMPREPLY[*]}\"",
                        script.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("--every-guest\nkill-all\n");
        assertThat(bash.waitFor()).isZero();
    }
}
