package org.vmpilot.coordinator.api;

import java.util.List;
import java.util.Set;
import org.vmpilot.coordinator.service.UsagePage;
import org.vmpilot.coordinator.service.UsageQuery;
import org.vmpilot.protocol.view.UsageView;

/** What has been used of the site. */
final class UsageRoutes {
    static final List<String> BY = List.of("day", "project", "owner", "account");

    private record Usage(String from, String to, List<UsageView> usage, String nextPageToken) {}

    void list(Call call) {
        Parameters asked = call.parameters("from", "to", "by", "limit", "page_token");
        Set<String> by = asked.list("by", BY, "project");
        UsageQuery query = new UsageQuery(asked.day("from"), asked.day("to"), by, asked.pageToken(), asked.limit());
        if (query.first().isPresent()
                && query.last().filter(query.first().get()::isAfter).isPresent()) {
            throw new ApiException(ProblemCode.INVALID_PARAMETER, "from must not be after to");
        }
        UsagePage found = LeaseRoutes.page(() -> call.accounts().usage(call.caller(), query));
        call.answer(Answers.json(
                200,
                new Usage(
                        found.first().toString(),
                        found.last().toString(),
                        found.page().items(),
                        Parameters.pageToken(found.page()))));
    }
}
