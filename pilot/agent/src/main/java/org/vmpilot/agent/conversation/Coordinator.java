package org.vmpilot.agent.conversation;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.vmpilot.protocol.seal.Seal;
import org.vmpilot.protocol.seal.SealException;

/** The coordinator as the agent sees it: sealed calls, to whichever of its addresses answers. */
public final class Coordinator {
    private final List<String> addresses;
    private final Seal seal;
    private final HttpPost http;
    private volatile int preferred;

    public Coordinator(List<String> addresses, Seal seal, HttpPost http) {
        this.addresses = List.copyOf(addresses);
        this.seal = seal;
        this.http = http;
    }

    /**
     * @return the opened answer
     * @throws RefusedException if every address says that it does not know this node with this key
     * @throws IOException if no address gave an answer that was sealed for this call: it means "cannot ask", nothing else
     */
    public String call(String verb, String body, Duration within) throws IOException {
        IOException failure = null;
        for (int i = 0; i < addresses.size(); i++) {
            int index = (preferred + i) % addresses.size();
            try {
                String answer = ask(addresses.get(index), verb, body, within);
                preferred = index;
                return answer;
            } catch (RefusedException e) {
                // One that cannot be asked may know better.
                failure = failure == null ? e : failure;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure == null ? new IOException("no coordinator is configured") : failure;
    }

    private String ask(String address, String verb, String body, Duration within) throws IOException {
        byte[] sealed = seal.sealRequest(verb, body);
        byte[] answer = http.call(address, verb, sealed, within);
        try {
            return seal.openAnswer(verb, sealed, answer);
        } catch (SealException e) {
            throw new IOException(address + ": " + verb + ": " + e.getMessage(), e);
        }
    }
}
