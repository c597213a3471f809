package org.vmpilot.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.vmpilot.client.ClientException.Kind;

/** Calls of the API over HTTP, each with a deadline for the whole answer. */
final class Transport {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final ClientSettings settings;
    private final HttpClient http;

    Transport(ClientSettings settings) {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER);
        settings.authority().ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /** Every page of a list. */
    <T, P extends Lists.Page<T>> List<T> pages(String path, Parameters parameters, Class<P> type)
            throws ClientException, InterruptedException {
        return pages(path, parameters, Integer.MAX_VALUE, type);
    }

    /** The first of a list, so many at most. */
    <T, P extends Lists.Page<T>> List<T> pages(String path, Parameters parameters, int most, Class<P> type)
            throws ClientException, InterruptedException {
        List<T> all = new ArrayList<>();
        Parameters query = parameters;
        while (true) {
            Lists.Page<T> page = get(query.on(path), Duration.ZERO, type);
            all.addAll(page.items());
            if (page.nextPageToken() == null || all.size() >= most) {
                return all.size() > most ? List.copyOf(all.subList(0, most)) : all;
            }
            query = parameters.with("page_token", page.nextPageToken());
        }
    }

    <T> T get(String path, Duration wait, Class<T> type) throws ClientException, InterruptedException {
        Duration deadline = settings.deadline().plus(wait);
        return Answer.read(send(call(path, deadline).GET(), deadline), type);
    }

    HttpRequest.Builder call(String path, Duration deadline) {
        HttpRequest.Builder call = HttpRequest.newBuilder(
                        URI.create(settings.api().toString().replaceFirst("/+$", "") + path))
                .timeout(deadline)
                .header("Accept", "application/json, application/problem+json");
        settings.token().ifPresent(token -> call.header("Authorization", "Bearer " + token));
        return call;
    }

    /** The JDK's own time-out ends with the headers; this deadline holds for the body as well. */
    HttpResponse<byte[]> send(HttpRequest.Builder call, Duration deadline)
            throws ClientException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(call.build(), HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw lost("no answer within " + deadline.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private ClientException failure(Throwable cause) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new ClientException(
                    Kind.UNREACHABLE, "no coordinator answers at " + settings.api() + "; nothing was done", cause);
        }
        if (cause instanceof SSLHandshakeException) {
            return new ClientException(
                    Kind.UNREACHABLE,
                    settings.api() + " is not believed to be the coordinator (" + cause.getMessage()
                            + "); nothing was asked. Whoever signed its certificate must be known here: --ca-file, VMPILOT_CA_FILE",
                    cause);
        }
        if (cause instanceof IOException) {
            boolean noHttp = String.valueOf(cause.getMessage()).contains("status line");
            return lost(cause.getMessage() + (noHttp ? hint() : ""), cause);
        }
        throw new IllegalStateException("the HTTP client failed", cause);
    }

    /** A server that speaks TLS answers clear text with what is no HTTP. */
    private String hint() {
        return settings.api().getScheme().equals("http") ? "; an API with a certificate is https://" : "";
    }

    private ClientException lost(String words, Throwable cause) {
        return new ClientException(
                Kind.UNKNOWN, "the answer of " + settings.api() + " was lost (" + words + ")", cause);
    }
}
