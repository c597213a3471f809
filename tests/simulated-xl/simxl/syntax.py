"""The syntax of xl configuration files, after xl's own grammar (libxlu_cfg).

`KEY = VALUE` per line or `;`, VALUE a string in either quotes, a number, or a list; `#` comments; a
later key overrides an earlier one, `+=` adds to it.
"""
_NAMES = {"=": "'='", "[": "'['", "]": "']'", ",": "','", ";": "';'", "\n": "NEWLINE"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


class SyntaxProblem(Exception):
    """One line of the configuration is wrong."""


class _Token:
    def __init__(self, kind, text, value, line):
        self.kind, self.text, self.value, self.line = kind, text, value, line


def _tokens(text):
    """Cuts a text into tokens; what fits none becomes an error token."""
    position, line = 0, 1
    while position < len(text):
        end = _blank_end(text, position)
        if end > position:
            position = end
            continue
        kind, value, end = _token_at(text, position)
        yield _Token(kind, text[position:end], value, line)
        line += kind == "NEWLINE"
        position = end
    yield _Token("end of file", "", None, line)


def _blank_end(text, position):
    """Where the blanks or the comment that stand here end."""
    if text[position] == "#":
        end = text.find("\n", position)
        return len(text) if end < 0 else end
    while text[position:position + 1] in (" ", "\t", "\r"):
        position += 1
    return position


def _token_at(text, start):
    """(kind, value, end) of the token that begins here."""
    char = text[start]
    if text.startswith("+=", start):
        return "OP_ADD", None, start + 2
    if char in _NAMES:
        return _NAMES[char], None, start + 1
    if char in "'\"":
        return _string_at(text, start)
    end = start + 1
    if char == "-" and text[end:end + 1].isdigit() or _of_a_word(char):
        while end < len(text) and _of_a_word(text[end]):
            end += 1
        word = text[start:end]
        if number(word) is not None:
            return "NUMBER", word, end
        return "error" if word[0] in "-0123456789" else "IDENT", word, end
    return "error", None, end


def _of_a_word(char):
    return char == "_" or char.isascii() and char.isalnum()


def _closing_quote(text, start):
    """Where the string that begins here ends; -1: not on its line. An escaped quote does not end it (libxlu_cfg_l.l)."""
    end = start + 1
    while end < len(text) and text[end] != "\n":
        if text[end] == text[start]:
            return end
        end += 2 if text[end] == "\\" and text[end + 1:end + 2] != "\n" else 1
    return -1


def _string_at(text, start):
    """A string ends on its line, or it is none."""
    close, stop = _closing_quote(text, start), text.find("\n", start)
    if close < 0:
        return "error", None, len(text) if stop < 0 else stop
    return "STRING", _dequote(text[start + 1:close]), close + 1


def number(word):
    """C's strtoul with base 0, as the whole word."""
    try:
        digits = word.lstrip("-")
        if digits[:1] == "0" and digits.isdigit():
            return int(word, 8)
        return int(word, 0)
    except ValueError:
        return None


def _dequote(text):
    if "\\" not in text:
        return text
    parts, index = [], 0
    while index < len(text):
        char = text[index]
        if char != "\\" or index + 1 == len(text):
            parts.append(char)
            index += 1
            continue
        char = text[index + 1]
        if char == "x" and _hex(text[index + 2:index + 4]):
            parts.append(chr(int(text[index + 2:index + 4], 16)))
            index += 4
        else:
            parts.append(_ESCAPES.get(char, char))
            index += 2
    return "".join(parts)


def _hex(digits):
    return len(digits) == 2 and all(digit in "0123456789abcdefABCDEF" for digit in digits)


class Parser:
    """Recursive descent over the grammar; goes on after an error at the next line, as the real one does."""

    def __init__(self, text):
        self._tokens = _tokens(text)
        self._token = next(self._tokens)
        self.values = {}
        self.problems = []

    def parse(self):
        while self._token.kind != "end of file":
            try:
                self._statement()
            except SyntaxProblem as problem:
                self.problems.append(str(problem))
                while self._token.kind not in ("NEWLINE", "end of file"):
                    self._next()
        return self

    def _statement(self):
        if self._token.kind in ("NEWLINE", "';'"):
            self._next()
            return
        key = self._want("IDENT").value
        add = self._token.kind == "OP_ADD"
        self._want("OP_ADD", "'='")
        value = self._value()
        if self._token.kind != "end of file":
            self._want("NEWLINE", "';'", keep=True)
        earlier = self.values.get(key)
        self.values[key] = earlier + value if add and type(earlier) is type(value) else value

    def _value(self):
        if self._token.kind != "'['":
            return self._want("STRING", "NUMBER", "'['").value
        self._next()
        items = []
        self._skip_newlines()
        while self._token.kind != "']'":
            items.append(self._value())
            self._skip_newlines()
            if self._token.kind != "']'":
                self._want("','", "']'")
                self._skip_newlines()
        self._next()
        return items

    def _skip_newlines(self):
        while self._token.kind == "NEWLINE":
            self._next()

    def _want(self, *kinds, keep=False):
        token = self._token
        if token.kind not in kinds:
            self._complain(token, kinds)
        if not keep:
            self._next()
        return token

    def _complain(self, token, kinds):
        near = "<newline>" if token.kind == "NEWLINE" else "`%s'" % token.text if token.text else ""
        if token.kind == "error":
            problem = "lexical error"
        else:
            problem = "syntax error, unexpected %s, expecting %s" % (token.kind, " or ".join(kinds))
        raise SyntaxProblem("%d: config parsing error near %s: %s" % (token.line, near, problem))

    def _next(self):
        if self._token.kind != "end of file":
            self._token = next(self._tokens)
