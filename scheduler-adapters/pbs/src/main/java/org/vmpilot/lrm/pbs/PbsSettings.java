package org.vmpilot.lrm.pbs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.lrm.ProviderTable;

/**
 * The table {@code [lrm.pbs]} of the coordinator's configuration, checked.
 *
 * @param commands folder of qsub, qstat, qdel, qhold, qrls, qsig, pbsnodes, qmgr
 * @param server PBS_SERVER; empty: as pbs.conf says
 * @param conf PBS_CONF_FILE; empty: PBS's own default
 * @param owner the account whose jobs are ours
 * @param queues where our jobs are, execution queues behind a routing queue included: what the one query for all asks for; empty: the
 *     whole server
 * @param account what a request's account is to PBS
 * @param settle see {@link org.vmpilot.lrm.Lrm#settleTime}
 * @param deadline of each program
 */
public record PbsSettings(
        Path commands,
        Optional<String> server,
        Optional<Path> conf,
        String owner,
        List<String> queues,
        Account account,
        Duration settle,
        Duration deadline) {

    /** What {@code qsub} calls it. */
    public enum Account {
        /** {@code -P}: a project. */
        PROJECT,
        /** {@code -A}: any words in the accounting. */
        ACCOUNTING
    }

    /** @throws IllegalArgumentException names every wrong key, one a line */
    public static PbsSettings of(Map<String, String> table) {
        return ProviderTable.read(table, PbsSettings::read);
    }

    /** What is wrong with the table: {@code key: words}, one text each. */
    public static List<String> check(Map<String, String> table) {
        return ProviderTable.check(table, PbsSettings::read);
    }

    private static PbsSettings read(ProviderTable table) {
        return new PbsSettings(
                table.path("commands", "/opt/pbs/bin"),
                table.maybeWord("server"),
                table.maybePath("conf"),
                table.word("owner", System.getProperty("user.name")),
                table.words("queues"),
                table.choice("account", Account.PROJECT),
                table.duration("settle", "30s"),
                table.duration("deadline", "30s"));
    }

    /** What PBS's programs read from their environment. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        server.ifPresent(name -> environment.put("PBS_SERVER", name));
        conf.ifPresent(file -> environment.put("PBS_CONF_FILE", file.toString()));
        return environment;
    }
}
