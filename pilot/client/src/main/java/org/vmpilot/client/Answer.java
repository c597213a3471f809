package org.vmpilot.client;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.OptionalLong;
import org.vmpilot.client.ClientException.FieldError;
import org.vmpilot.client.ClientException.Kind;

/** What the API answered, read as what was expected or as the exception that it stands for. */
final class Answer {
    private Answer() {}

    static <T> T read(HttpResponse<byte[]> answer, Class<T> type) throws ClientException {
        if (answer.statusCode() / 100 != 2) {
            throw problem(answer);
        }
        try {
            return ViewJson.read(answer.body(), type);
        } catch (IOException e) {
            throw new ClientException(
                    Kind.UNKNOWN, answer.uri() + " answered something that is not the API's: " + firstLine(e), e);
        }
    }

    private static ClientException problem(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        boolean own = answer.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/problem+json"))
                .isPresent();
        try {
            if (own) {
                Lists.Problem problem = ViewJson.read(answer.body(), Lists.Problem.class);
                return new ClientException(
                        kind(status, problem.code()),
                        problem.code(),
                        problem.detail(),
                        errors(problem),
                        problem.oldest() == null ? OptionalLong.empty() : OptionalLong.of(problem.oldest()));
            }
        } catch (IOException e) {
            return new ClientException(Kind.UNKNOWN, "a problem that cannot be read: " + firstLine(e), e);
        }
        return new ClientException(
                status == 429 || status == 502 || status == 503 || status == 504 ? Kind.TRY_LATER : Kind.UNKNOWN,
                "",
                answer.uri() + " answered " + status + ", but not as a coordinator does",
                List.of());
    }

    private static Kind kind(int status, String code) {
        return switch (status) {
            case 401, 403 -> Kind.DENIED;
            case 404 ->
                "no_such_lease".equals(code)
                                || "no_such_node".equals(code)
                                || "no_such_token".equals(code)
                                || "no_such_hold".equals(code)
                        ? Kind.NOT_FOUND
                        : Kind.UNKNOWN;
            case 408, 429, 503 -> Kind.TRY_LATER;
            case 409 -> Kind.REFUSED;
            case 410 -> Kind.GONE;
            case 422 -> "lease_refused".equals(code) || "end_refused".equals(code) ? Kind.REFUSED : Kind.INVALID;
            default -> status < 500 ? Kind.INVALID : Kind.UNKNOWN;
        };
    }

    private static List<FieldError> errors(Lists.Problem problem) {
        return problem.errors() == null
                ? List.of()
                : problem.errors().stream()
                        .map(fault -> new FieldError(fault.field(), fault.line(), fault.words()))
                        .toList();
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
