package org.vmpilot.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.LeaseFilter;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.LeaseSummaryView;

/**
 * A lease as people say it: by its id, which is one lease for ever, or by its name, which then means the open lease that has it, and where none
 * is open the newest that had it.
 */
record LeaseName(String text) {
    /** What is done with the lease once its id is known. */
    @FunctionalInterface
    interface Action<T> {
        T with(String id) throws ClientException, BadInputException, InterruptedException;
    }

    /** A text that may be an id is tried as one first: no name takes an id's place, and an id costs no call more. */
    <T> T then(VmpilotClient client, Action<T> action) throws ClientException, BadInputException, InterruptedException {
        if (!mayBeId()) {
            return action.with(find(client).orElseThrow(this::unknown));
        }
        try {
            return action.with(text);
        } catch (ClientException e) {
            if (e.kind() != ClientException.Kind.NOT_FOUND) {
                throw e;
            }
            return action.with(find(client).orElseThrow(() -> e));
        }
    }

    private boolean mayBeId() {
        return text.matches("v[a-z2-7]{7}");
    }

    private Optional<String> find(VmpilotClient client)
            throws ClientException, BadInputException, InterruptedException {
        List<LeaseSummaryView> open = client.list(LeaseFilter.named(text, false));
        if (open.size() > 1) {
            throw new BadInputException(open.size() + " open leases have the name " + Words.visible(text) + ": "
                    + open.stream().map(LeaseSummaryView::id).collect(Collectors.joining(", "))
                    + ". Nothing was done; say which by its id");
        }
        List<LeaseSummaryView> found = open.isEmpty() ? client.list(LeaseFilter.named(text, true)) : open;
        return found.stream()
                .max(Comparator.comparing(LeaseSummaryView::createdAt))
                .map(LeaseSummaryView::id);
    }

    private BadInputException unknown() {
        return new BadInputException(
                "no lease has the id or the name " + Words.visible(text)
                        + " ('vmpilot lease list --ended' shows those there are)",
                ExitCode.NO_SUCH_LEASE);
    }
}
