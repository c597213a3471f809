package org.vmpilot.tests.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An admin at the embedded LRM: a few words of docs/worker-protocol.md over its socket, not our adapter's code. */
final class LrmSocket implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TERMINATE = 4; // org.ggf.drmaa.Session.TERMINATE

    private final SocketChannel channel;
    private final BufferedReader answers;
    private int last;

    LrmSocket(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        answers.readLine();
        say("{\"id\":1,\"verb\":\"init\",\"args\":{\"contact\":null}}");
    }

    void cancel(String job) throws IOException {
        JsonNode answer =
                say("{\"id\":2,\"verb\":\"control\",\"args\":{\"job\":\"" + job + "\",\"action\":" + TERMINATE + "}}");
        if (answer.has("error")) {
            throw new AssertionError(answer.toString());
        }
    }

    /** The states of all jobs whose name begins so. */
    List<String> states(String name) throws IOException {
        List<String> states = new ArrayList<>();
        for (JsonNode job :
                say("{\"id\":3,\"verb\":\"x-snapshot\",\"args\":{}}").path("result")) {
            if (job.path("name").asText().startsWith(name)) {
                states.add(job.path("state").asText());
            }
        }
        return states;
    }

    /** An ordinary job of the urgent queue; its id. */
    String urgent(String script) throws IOException {
        String job = "{\"remoteCommand\":\"/bin/sh\",\"args\":[\"-c\",\"" + script
                + "\"],\"jobName\":\"urgent\",\"jobSubmissionState\":1,\"nativeSpecification\":\"queue=urgent walltime=60\"}";
        JsonNode answer = say("{\"id\":3,\"verb\":\"runJob\",\"args\":{\"job\":" + job + "}}");
        if (!answer.path("result").isTextual()) {
            throw new AssertionError(answer.toString());
        }
        return answer.get("result").textValue();
    }

    /** What the LRM says of a job: its state, a blank, and its reason. */
    String job(String id) throws IOException {
        for (JsonNode job :
                say("{\"id\":4,\"verb\":\"x-snapshot\",\"args\":{}}").path("result")) {
            if (job.path("id").asText().equals(id)) {
                return job.path("state").asText() + " " + job.path("reason").asText();
            }
        }
        return "none";
    }

    /** The reason of a node's drain; empty: it is not drained. */
    String drain(String node) throws IOException {
        for (JsonNode state : say("{\"id\":5,\"verb\":\"x-nodes\",\"args\":{}}").path("result")) {
            if (state.path("node").asText().equals(node)
                    && state.path("drained").asBoolean()) {
                return state.path("reason").asText();
            }
        }
        return "";
    }

    private JsonNode say(String request) throws IOException {
        last++;
        String numbered = request.replaceFirst("\"id\":[0-9]+", "\"id\":" + last);
        channel.write(ByteBuffer.wrap((numbered + "\n").getBytes(StandardCharsets.UTF_8)));
        return JSON.readTree(answers.readLine());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
