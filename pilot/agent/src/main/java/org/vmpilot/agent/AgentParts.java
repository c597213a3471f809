package org.vmpilot.agent;

import org.vmpilot.agent.conversation.Claimer;
import org.vmpilot.agent.conversation.Conversation;
import org.vmpilot.agent.conversation.Reports;
import org.vmpilot.agent.node.Consoles;
import org.vmpilot.agent.node.Dom0Memory;
import org.vmpilot.agent.node.DomainEvents;
import org.vmpilot.agent.node.FactsFile;
import org.vmpilot.agent.node.GuardLine;
import org.vmpilot.agent.node.Guests;
import org.vmpilot.agent.node.SlotFiles;
import org.vmpilot.guard.NodePolicy;

/** What a slot's effects work with. */
record AgentParts(
        SlotFiles files,
        FactsFile facts,
        GuardLine guard,
        NodePolicy policy,
        Guests guests,
        DomainEvents domainEvents,
        Consoles consoles,
        Dom0Memory room,
        Claimer claimer,
        Conversation conversation,
        Reports reports) {}
