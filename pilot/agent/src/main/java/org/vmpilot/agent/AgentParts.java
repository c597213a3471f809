package org.vmpilot.agent;

import org.vmpilot.guard.NodePolicy;

/** What a slot's effects work with. */
record AgentParts(
        SlotFiles files,
        GuardLine guard,
        NodePolicy policy,
        Guests guests,
        DomainEvents domainEvents,
        Consoles consoles,
        Room room,
        Claimer claimer,
        Conversation conversation,
        Reports reports) {}
