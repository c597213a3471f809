package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidJobTemplateException;
import org.vmpilot.host.Uptime;

/** The verbs, from their JSON to the handler and back. */
final class WorkerVerbs {
    private final WorkerHandler handler;
    private final Uptime uptime = Uptime.system();

    WorkerVerbs(WorkerHandler handler) {
        this.handler = handler;
    }

    JsonNode call(JsonNode request) throws DrmaaException, InterruptedException {
        String verb = request.get("verb").asText();
        JsonNode args = request.path("args");
        StillWanted wanted = StillWanted.until(request.path("not_after"), uptime);
        return switch (verb) {
            case "init" -> json(handler.init(args.path("contact").textValue()));
            case "runJob" -> json(handler.runJob(job(args), wanted));
            case "runBulkJobs" ->
                json(handler.runBulkJobs(
                        job(args), number(args, "start"), number(args, "end"), number(args, "increment"), wanted));
            case "control" -> {
                handler.control(text(args, "job"), number(args, "action"));
                yield NullNode.getInstance();
            }
            case "terminate" -> failures(handler.terminate(jobs(args)));
            case "jobStatus" -> json(handler.jobStatus(text(args, "job")));
            case "wait" -> json(handler.waitForAny(jobs(args), timeout(args)));
            case "synchronize" -> {
                handler.synchronize(jobs(args), timeout(args));
                yield NullNode.getInstance();
            }
            default -> other(verb, args);
        };
    }

    private JsonNode other(String verb, JsonNode args) throws DrmaaException {
        if (verb.startsWith("x-")) {
            return handler.extension(verb, args);
        }
        throw new InternalException(unknown(verb));
    }

    private static String unknown(String verb) {
        return "unknown verb '" + verb + "'";
    }

    /** Whether the far side says that it does not have this verb: it is older. */
    static boolean isUnknown(String verb, InternalException answer) {
        return unknown(verb).equals(answer.getMessage());
    }

    private static JobDescription job(JsonNode args) throws InvalidJobTemplateException {
        try {
            JobDescription job = Wire.JSON.treeToValue(args.path("job"), JobDescription.class);
            if (job != null) {
                return job;
            }
        } catch (JsonProcessingException e) {
            throw new InvalidJobTemplateException("job: " + e.getOriginalMessage());
        }
        throw new InvalidJobTemplateException("no 'job' in the request");
    }

    private static List<String> jobs(JsonNode args) throws InternalException {
        return List.of(WorkerSession.read(args.path("jobs"), String[].class));
    }

    private static Duration timeout(JsonNode args) throws InternalException {
        return Duration.ofMillis(number(args, "timeout_ms"));
    }

    private static String text(JsonNode args, String name) throws InternalException {
        if (!args.path(name).isTextual()) {
            throw new InternalException("no text '" + name + "' in the request");
        }
        return args.get(name).textValue();
    }

    private static int number(JsonNode args, String name) throws InternalException {
        if (!args.path(name).isInt()) {
            throw new InternalException("no whole number '" + name + "' in the request");
        }
        return args.get(name).intValue();
    }

    private static JsonNode failures(Map<String, Exception> failed) {
        ObjectNode all = Wire.object();
        failed.forEach((job, why) -> all.set(job, DrmaaErrors.json(why)));
        return all;
    }

    private static JsonNode json(Object value) {
        return Wire.JSON.valueToTree(value);
    }
}
