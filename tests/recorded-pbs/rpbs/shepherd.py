"""Beside each job: starts its top process in a session of its own and writes down how it ended. It is of no process of the server."""
import json
import os
import pathlib
import sys


def written(file, text):
    new = file.with_name(file.name + ".new")
    new.write_text(text)
    new.rename(file)


def become(order):
    os.setsid()
    try:
        os.chdir(order["home"])
    except OSError:
        os._exit(254)
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    for number, path in ((1, order["output"]), (2, order["error"])):
        try:
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
        except OSError:
            os.dup2(os.open("/dev/null", os.O_WRONLY), number)
    try:
        os.execvpe(order["command"][0], order["command"], order["environment"])
    except OSError:
        os._exit(254)


def main():
    run = pathlib.Path(sys.argv[1])
    order = json.loads((run / "order").read_text())
    order["command"] = [word.encode("utf-8", "surrogateescape") for word in order["command"]]
    pid = os.fork()
    if pid == 0:
        become(order)
    written(run / "pid", str(pid))
    status = os.waitpid(pid, 0)[1]
    # PBS: 256 + n for a signal that ended the top process.
    written(run / "end", str(256 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)))


main()
