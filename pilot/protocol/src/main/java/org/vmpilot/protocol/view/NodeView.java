package org.vmpilot.protocol.view;

import java.time.Instant;

/**
 * A node that the configuration names or that ever claimed.
 *
 * @param state ordinary, leased, ending, barred (not known to be clean), drained (it is clean, and the LRM gives it no jobs)
 * @param leases who has it, separated by blanks; null if nobody
 * @param why of a barred or drained node
 * @param drain how far our drain of it in the LRM is: wanted, drained, lifting; null: there is none
 * @param lrm how the LRM shows it: up or down, and the reason of a drain, whoever made it; null: not known
 * @param alarm what somebody must see to there; null: nothing
 * @param holds whether guests of ours are there or may be, whatever the state says: what kill-all --held goes by
 * @param agent the one that last claimed there; null: none has
 * @param facts what the node said of itself with it; null: nothing
 * @param held why nothing is started there now, a hold or a window of this node; null: nothing is said of it alone
 */
public record NodeView(
        String node,
        String state,
        String leases,
        Instant until,
        String why,
        Instant since,
        String drain,
        String lrm,
        String alarm,
        boolean holds,
        AgentView agent,
        NodeFactsView facts,
        String held) {}
