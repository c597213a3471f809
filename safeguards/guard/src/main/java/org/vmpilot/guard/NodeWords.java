package org.vmpilot.guard;

/** Forms of names, checked letter by letter: this runs before the first create, and a regular expression costs start-up. */
final class NodeWords {
    private static final int NODE_LENGTH = 64;
    /** The kernel's bound for an interface's name (IFNAMSIZ less the closing zero). */
    private static final int BRIDGE_LENGTH = 15;

    private static final int LABEL_LENGTH = 40;

    private NodeWords() {}

    static boolean isNodeName(String text) {
        return isWord(text, NODE_LENGTH, "._-");
    }

    static boolean isBridge(String text) {
        return isWord(text, BRIDGE_LENGTH, "._-");
    }

    /** A guest's label becomes part of a domain's name. */
    static boolean isLabel(String text) {
        return isWord(text, LABEL_LENGTH, "-");
    }

    /** A guest's device, for example {@code xvda}. */
    static boolean isDevice(String text) {
        return isWord(text, BRIDGE_LENGTH, "") && Character.isLowerCase(text.charAt(0));
    }

    /** Without blanks and quotes it can stand in the slot record: {@code [A-Za-z0-9._:/@+,-]*}. */
    static boolean isRecordValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isLetterOrDigit(text.charAt(i)) && "._:/@+,-".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Up to nine digits without a leading zero, which a shell would read as octal; -1: it is none. */
    static int wholeNumber(String text) {
        if (text.isEmpty() || text.length() > 9 || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(text);
    }

    private static boolean isWord(String text, int most, String others) {
        if (text.isEmpty() || text.length() > most || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (!isLetterOrDigit(text.charAt(i)) && others.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
