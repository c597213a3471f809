package org.vmpilot.lrm.jna;

import java.nio.charset.StandardCharsets;

/** A buffer that a C function writes a text into, ended by a NUL. */
final class CText {
    /** The largest that {@code drmaa.h} asks for. */
    private static final int SIZE = 1024;

    private final byte[] bytes = new byte[SIZE];

    byte[] bytes() {
        return bytes;
    }

    long size() {
        return bytes.length;
    }

    String text() {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
