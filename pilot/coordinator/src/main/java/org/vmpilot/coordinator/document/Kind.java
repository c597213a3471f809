package org.vmpilot.coordinator.document;

/** What a key wants: reads a value or says what would be right. */
@FunctionalInterface
public interface Kind<T> {
    T read(Value value) throws WrongValueException;
}
