"""JSON without the json package.

`import json` costs as much as the interpreter's whole start (it pulls in `re`). The C halves of
that package do all the work on plain values, so they are used directly where they exist.
"""
try:
    from _json import encode_basestring_ascii, make_encoder, make_scanner

    class _Plain:
        strict = True
        object_hook = None
        object_pairs_hook = None
        parse_float = float
        parse_int = int
        parse_constant = float
        memo = {}

    def _refuse(value):
        raise TypeError("not a plain value: %r" % (value,))

    _scan = make_scanner(_Plain())
    _encode = make_encoder(None, _refuse, encode_basestring_ascii, None, ":", ",", False, False, True)

    def decode(text):
        """The value that a JSON text starts with; ValueError when there is none."""
        try:
            return _scan(text, 0)[0]
        except (StopIteration, SystemError):  # the scanner's own error class lives in the package we do not import
            raise ValueError("no JSON value") from None

    def encode(value):
        """A value as JSON on one line."""
        return "".join(_encode(value, 0))

except ImportError:
    import json

    def decode(text):
        """The value of a JSON text; ValueError when there is none."""
        return json.loads(text)

    def encode(value):
        """A value as JSON on one line."""
        return json.dumps(value, separators=(",", ":"))
