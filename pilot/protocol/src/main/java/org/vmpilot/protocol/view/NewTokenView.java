package org.vmpilot.protocol.view;

/**
 * A token that was just made.
 *
 * @param token its text: said here once, and kept nowhere
 */
public record NewTokenView(String token, TokenView view) {
    /** Says nothing of its text. */
    @Override
    public String toString() {
        return "NewTokenView[" + view.id() + "]";
    }
}
