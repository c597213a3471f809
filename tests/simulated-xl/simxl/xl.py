"""The xl command line: which command, which usage error, which exit code.

Recorded: 0 ok, 1 most errors, 2 usage, 3 create failed.
"""
import os
import _signal
from time import time

from simxl.call import Call, write
from simxl.settings import value_of
from simxl.store import Exit, Node, StateError, clock, default_folder

NOT_XEN = "ERROR:  Can't find hypervisor information in sysfs!\n"
NOT_ROOT = ("xencall: error: Could not obtain handle on privileged command interface: Permission denied\n"
            "libxl: error: libxl.c:102:libxl_ctx_alloc: cannot open libxc handle: Permission denied\n"
            "cannot init xl context\n")

# command: (module, function, least number of arguments)
COMMANDS = {
    "list": ("listing", "list_domains", 0),
    "vm-list": ("listing", "vm_list", 0),
    "vcpu-list": ("listing", "vcpu_list", 0),
    "uptime": ("listing", "uptime", 0),
    "domid": ("listing", "domid", 1),
    "domname": ("listing", "domname", 1),
    "info": ("host", "info", 0),
    "dmesg": ("host", "dmesg", 0),
    "create": ("create", "create", 0),
    "destroy": ("ending", "destroy", 1),
    "shutdown": ("ending", "shutdown", 0),
    "reboot": ("ending", "reboot", 0),
    "pause": ("running", "pause", 1),
    "unpause": ("running", "unpause", 1),
    "rename": ("running", "rename", 2),
    "mem-set": ("memory", "mem_set", 2),
    "mem-max": ("memory", "mem_max", 2),
}


def main(argv):
    """Runs one call and ends the process."""
    behave_as_a_c_program()
    node = Node(default_folder())
    started = {"pid": os.getpid(), "started": clock()}
    if node.exists():
        node.record_call(argv=argv[1:], at=time(), ppid=os.getppid(), **started)
    code = _run(node, argv[1:])
    if node.exists():
        node.record_call(exit=code, ended=clock(), **started)
    os._exit(code)


def behave_as_a_c_program():
    """Signals end the call where it stands, as they end the real one: no tidying, no traceback."""
    for number in (_signal.SIGINT, _signal.SIGPIPE):
        if _signal.getsignal(number) is not _signal.SIG_IGN or number == _signal.SIGPIPE:
            _signal.signal(number, _signal.SIG_DFL)


def _run(node, words):
    try:
        _dispatch(node, words)
        return 0
    except Exit as ended:
        return ended.code
    except StateError as failure:
        write(2, "simulated xl: %s\n" % failure)
        return 1
    except RecursionError:
        write(2, "simulated xl: too deep\n")
        return 1


def _dispatch(node, words):
    _check_access(node)
    words = _skip_global_options(words)
    if not words:
        _usage(1)
    name = words[0]
    if name not in COMMANDS:
        name = _complete(name)
    if any(word in ("-h", "--help") for word in words[1:]):
        _help(name)
    module, function, least = COMMANDS[name]
    call = Call(node, name, words[1:])
    if len([word for word in call.words if not word.startswith("-")]) < least:
        _too_few(name, least)
    module = __import__("simxl." + module, fromlist=(function,))
    getattr(module, function)(call)
    call.finish()


def _check_access(node):
    """Recorded: the wrapper's text when not on Xen, libxl's when the user may not use the hypervisor."""
    try:
        settings = node.peek()["settings"]
    except StateError as failure:
        if isinstance(failure.__cause__, FileNotFoundError):
            write(2, NOT_XEN)
            raise Exit(1) from None
        if isinstance(failure.__cause__, PermissionError):
            write(2, NOT_ROOT)
            raise Exit(1) from None
        raise
    if not value_of(settings, "hypervisor"):
        write(2, NOT_XEN)
        raise Exit(1)
    if value_of(settings, "require-root") and os.geteuid() != 0:
        write(2, NOT_ROOT)
        raise Exit(1)


def _skip_global_options(words):
    """`xl [-vfNtT] <subcommand>`: accepted, without effect here."""
    while words and words[0].startswith("-"):
        if words[0] in ("-h", "--help"):
            _usage(0)
        if words[0].strip("-vfNtT"):
            write(2, "unknown global option\n")
            raise Exit(2)
        words = words[1:]
    return words


def _complete(name):
    """The real tool takes an unambiguous beginning of a command for the command."""
    from simxl.texts import ALL_COMMANDS
    if name == "help":
        _usage(0)
    candidates = [name] if name in ALL_COMMANDS else [known for known in ALL_COMMANDS if known.startswith(name)]
    if len(candidates) != 1:
        write(2, "command not implemented\n")
        raise Exit(1)
    if candidates[0] not in COMMANDS:
        write(2, "simulated xl: '%s' exists in xl but is not simulated\n" % candidates[0])
        raise Exit(1)
    return candidates[0]


def _usage(code):
    from simxl.texts import USAGE
    write(1, USAGE)
    raise Exit(code)


def _help(name):
    from simxl.texts import help_of
    write(1, help_of(name))
    raise Exit(0)


def _too_few(name, least):
    from simxl.texts import help_of
    write(2, "'xl %s' requires at least %d argument%s.\n\n" % (name, least, "" if least == 1 else "s"))
    write(1, help_of(name))
    raise Exit(2)
