package org.vmpilot.coordinator.api;

import java.util.Locale;

/** What can go wrong with a call. Names are part of the API: they are added, never changed. */
enum ProblemCode {
    UNREADABLE(400, "The request cannot be read"),
    INVALID_PARAMETER(400, "A parameter of the request is wrong"),
    UNAUTHORISED(401, "The token is missing or wrong"),
    ORIGIN_REFUSED(403, "Web pages are not served"),
    FORBIDDEN(403, "The token's role may not do this"),
    NO_SUCH_LEASE(404, "There is no such lease"),
    NO_SUCH_PATH(404, "There is no such path"),
    NO_SUCH_NODE(404, "There is no such node"),
    NO_SUCH_HOLD(404, "There is no such hold"),
    NO_SUCH_TOKEN(404, "There is no such token"),
    METHOD_NOT_ALLOWED(405, "The path does not take this method"),
    TOO_SLOW(408, "The request did not come whole in time"),
    KEY_REUSED(409, "The idempotency key belongs to another request"),
    NOT_CLEAN(409, "The node is not known to be clean"),
    TOKEN_CONFLICT(409, "The name's tokens do not allow this one"),
    CHANGED_MEANWHILE(409, "The lease was changed meanwhile"),
    LEASE_OVER(409, "The lease is over"),
    AGENT_TOO_OLD(409, "An agent is too old for this"),
    HISTORY_GONE(410, "Events are missing that are older than what is kept"),
    TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The request's media type is not taken"),
    INVALID_REQUEST(422, "The lease request is not valid"),
    END_REFUSED(422, "The lease cannot end then"),
    LEASE_REFUSED(422, "The lease request cannot be met here"),
    LIMIT_REACHED(429, "A limit is reached", 30),
    INTERNAL(500, "The coordinator failed"),
    NOT_STORED(503, "The coordinator cannot write down what was asked", 5),
    BUSY(503, "Too much is being asked at this moment", 2),
    FROZEN(503, "The coordinator is frozen", 60),
    TOO_MANY_WAITING(503, "Too many callers wait for events", 5),
    STOPPING(503, "The coordinator stops", 5);

    private final int status;
    private final String title;
    private final int retryAfter;

    ProblemCode(int status, String title) {
        this(status, title, 0);
    }

    ProblemCode(int status, String title, int retryAfter) {
        this.status = status;
        this.title = title;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** Seconds after which it makes sense to ask again; 0: it is not a matter of time. */
    int retryAfter() {
        return retryAfter;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
