package org.vmpilot.killall.ssh;

import java.io.IOException;
import java.util.List;
import org.vmpilot.killall.site.Endpoint;
import org.vmpilot.killall.site.Site;
import org.vmpilot.protocol.nodes.NodeSet;

/**
 * Whether a run would get as far as a login: keys and known hosts, looked at without contacting anybody.
 *
 * @param warnings for people: what is not in order and costs no more than single nodes
 * @param unknown nodes that have no host key in known-hosts: they would be refused
 */
public record Readiness(List<String> warnings, NodeSet unknown) {
    /** @throws IOException with words for people: a key or the known hosts cannot be read, so that no node would be reached */
    public static Readiness of(Site site, NodeSet nodes) throws IOException {
        Login login = new Login(site);
        List<String> unknown = nodes.stream()
                .filter(node -> !login.knownHosts()
                        .knows(Endpoint.knownAs(node, site.endpoint(node).port())))
                .toList();
        return new Readiness(login.warnings(), NodeSet.of(unknown));
    }
}
