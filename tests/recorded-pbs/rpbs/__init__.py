"""The recorded PBS: a small model of an OpenPBS server, its moms and its commands, with the texts and exit codes of a real one (23.06.06)."""
