package org.vmpilot.coordinator.document;

import java.util.List;
import java.util.Map;

/** A value of a text and the line where it stands, from 1; 0 where the text says nothing. */
public sealed interface Value {
    int line();

    /** What the value is, for a message. */
    String kindName();

    record Text(int line, String text) implements Value {
        @Override
        public String kindName() {
            return "a text";
        }
    }

    record Whole(int line, long number) implements Value {
        @Override
        public String kindName() {
            return "a number";
        }
    }

    record Flag(int line, boolean flag) implements Value {
        @Override
        public String kindName() {
            return "true or false";
        }
    }

    record Items(int line, List<Value> values) implements Value {
        @Override
        public String kindName() {
            return "a list";
        }
    }

    record Table(int line, Map<String, Value> values) implements Value {
        @Override
        public String kindName() {
            return "a table";
        }
    }

    /** A value of a kind that no key wants: a fraction, a date, null. */
    record Other(int line, String kindName) implements Value {}
}
