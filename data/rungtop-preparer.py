# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts Python programs from a process that has imported what they need.

    python OPTIONS rungtop-preparer.py learn|NAME...

Descriptor 0 ends when rungtop does, and so does this; 3 is a listening socket (Unix,
SOCK_SEQPACKET). Whoever connects sends one message with three descriptors: a file with
the request, the program's standard output, its standard error. The request is

    COUNT \\0 ARGUMENT \\0 ... NAME=VALUE \\0 ...

and its first argument is -m or --: the others are a module or a script, and what that is
called with. The answers are "pid N" and in the end "status N" (as of wait); or "plain WHY":
the program must be started without us, and WHY may be empty. "note TEXT" is for people.
The one who asked may say "reported" (the program's first epoch is over), "sweep" (end it, and
all that came of it), or close the socket, which is the same.

Four kinds of processes, each forked from the one before:

    preparer   imports nothing, so that it can always answer
    template   has imported what programs need, and forks; ended when it is out of date
    keeper     one a program: its parent, who ends whatever it leaves behind
    program    the script, as if it had been started by its interpreter

A template has the next two of them waiting, so that to start a program takes no fork.

Python 3.8 or later, Linux, nothing but the standard library.
"""
import sys

AT_START = frozenset(sys.modules)  # what any program has

import atexit
import builtins
import ctypes
import gc
import hashlib
import importlib
import importlib.machinery
import io
import os
import select
import signal
import socket
import time
import types
import weakref
from importlib.util import MAGIC_NUMBER

HERE = os.path.abspath(__file__)
MESSAGE = 1 << 16
ARCHIVE_END = 22 + (1 << 16)  # a ZIP file's last record, with the longest comment
IMPORT_SECONDS = 60  # for one module; then it is left out
CLOCK_SECONDS = 0.02  # by which a file's time may be behind
GROW_SECONDS = 10  # then the template there is serves again
FORK_SECONDS = 10
TEMPLATES = 12  # that may be made in a row without a program from one
LEARNERS = 3  # programs from a template that still may add to it
GROWN = 256 << 20  # bytes more than a template had
# What an interpreter that ends takes from sys before it takes modules apart.
SYS_LOSES = ("path", "argv", "ps1", "ps2", "last_exc", "last_type", "last_value",
             "last_traceback", "path_hooks", "path_importer_cache", "meta_path")
# What such an interpreter deletes of builtins: what others than C have added to it.
BUILTINS = {name: value for name, value in vars(builtins).items() if name not in (
    "open", "exit", "quit", "copyright", "credits", "license", "help", "_")}
ONLY_TREE = 0x400  # PyCF_ONLY_AST
SHARABLE = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

watched = {}  # what a template's files were like: {path: stamp}; a program must not free it
imports_set = {}  # variables: {name: (value before, value now)}; None: there is none

libc = ctypes.CDLL(None, use_errno=True)


def tell(to, text):
    """A message, to one who may be gone."""
    try:
        to.send(text.encode("utf-8", "surrogateescape")[:MESSAGE])
    except OSError:
        pass


def hear(sock, most=MESSAGE):
    """A message, or "" at the end, which an error is, too."""
    try:
        return sock.recv(most).decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def write_line(fd, *words):
    """For the preparer, which may be gone. False: it is."""
    try:
        os.write(fd, ("\t".join(words) + "\n").encode("utf-8", "replace"))
        return True
    except OSError:
        return False


def send_descriptors(sock, text, fds):
    import array
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))
    sock.sendmsg([text.encode()], [rights])


def receive_descriptors(sock, most):
    import array
    fds = array.array("i")
    text, extra, _, _ = sock.recvmsg(MESSAGE, socket.CMSG_SPACE(most * fds.itemsize))
    for level, kind, data in extra:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(data[:len(data) - len(data) % fds.itemsize])
    for fd in fds:
        os.set_inheritable(fd, False)
    return text.decode("utf-8", "surrogateescape"), list(fds)


def watch_children():
    """A descriptor that becomes readable when a child ends."""
    ours, theirs = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(theirs, warn_on_full_buffer=False)
    return ours, theirs


def stop_watching(pipe):
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for fd in pipe:
        os.close(fd)


def drain(fd):
    try:
        os.read(fd, 1024)
    except BlockingIOError:
        pass


def is_archive(path):
    """Whether it is run by way of a __main__ in it: a folder, or a ZIP file of any name."""
    if os.path.isdir(path):
        return True
    try:
        with open(path, "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - ARCHIVE_END))
            return b"PK\5\6" in file.read()
    except OSError:
        return False


class Request:
    """A program that is to be started: who asks, and what for."""

    def __init__(self, sock, fds, learn=None):
        self.sock, self.fds = sock, fds  # the request, standard output and error
        self.learn = learn  # where to write what is imported, or None

    def read(self):
        fields = os.pread(self.fds[0], os.fstat(self.fds[0]).st_size, 0).split(b"\0")
        n = int(fields[0])
        self.argv = [os.fsdecode(f) for f in fields[1:n + 1]]
        self.environ = dict(f.split(b"=", 1) for f in fields[n + 1:] if b"=" in f)
        self.is_module, self.argv = self.argv[0] == "-m", self.argv[1:]
        self.is_archive = not self.is_module and is_archive(self.argv[0])
        self.folder = self.find_folder()

    def find_folder(self):
        """Where the program's own modules are looked for first; None: nowhere."""
        if sys.flags.isolated or getattr(sys.flags, "safe_path", False):
            return None
        if self.is_module:
            return os.getcwd()
        script = self.argv[0]
        if self.is_archive:
            return script if sys.version_info < (3, 9) else os.path.abspath(script)
        return os.path.dirname(os.path.realpath(script))

    def lesson(self):
        return [] if self.learn is None else [self.learn]

    def close(self):
        self.sock.close()
        for fd in self.fds + self.lesson():
            os.close(fd)


#
# The program.
#


def seed_generators(environ):
    """Those that were copied: by the study's seed, the trial, and where it goes on."""
    words = b":".join(environ.get(name, b"") for name in
                      (b"RUNGTOP_SEED", b"RUNGTOP_TRIAL", b"RUNGTOP_FROM"))
    seed = int.from_bytes(hashlib.sha256(words).digest()[:4], "little")
    random, numpy, torch = map(sys.modules.get, ("random", "numpy.random", "torch"))
    if random:
        random.seed(seed)
    if numpy:
        numpy.seed(seed)
    if torch and hasattr(torch, "default_generator"):
        torch.default_generator.manual_seed(seed)


class Recorder:
    """Writes down what a program imports, and when it first changes the environment."""

    def __init__(self, fd, folder, main):
        self.fd, self.pid, self.folder = fd, os.getpid(), folder or "\n"
        self.main = (main, main + ".__main__")
        self.file = os.fstat(fd)
        sys.meta_path.insert(0, self)
        sys.addaudithook(self.audit)

    def write(self, word, name, origin=""):
        """As long as the descriptor is ours: the program may have closed it."""
        try:
            mine = os.getpid() == self.pid and os.path.samestat(os.fstat(self.fd), self.file)
        except OSError:
            mine = False
        if not mine or not write_line(self.fd, word, name, origin):
            self.fd = -1

    def find_spec(self, name, path=None, target=None):
        for finder in list(sys.meta_path):
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find and finder is not self else None
            if spec is not None:
                if name not in self.main:
                    self.write("import", name, spec.origin or "")
                return spec
        return None

    def audit(self, event, args):
        if event == "os.putenv" and self.fd >= 0:
            frame = sys._getframe(1)
            while frame and frame.f_globals is os.__dict__:
                frame = frame.f_back
            file = os.path.abspath(frame.f_code.co_filename) if frame else ""
            if file.startswith(self.folder) and "-packages" + os.sep not in file:
                self.write("putenv", os.fsdecode(args[0]))


# What is freed in there warns like what an interpreter that ends frees: without a place.
as_sys = eval("lambda do, *args: do(*args)", {"__name__": "sys"})
as_sys.__code__ = as_sys.__code__.replace(  # "sys:1:", and since 3.13, "<sys>:0:"
    **({"co_filename": "<sys>", "co_firstlineno": 0} if sys.version_info >= (3, 13)
       else {"co_filename": "sys"}))


def weakly(module):
    try:
        return weakref.ref(module)
    except TypeError:
        return lambda: None  # it is no module


def take_apart(names):
    """What only these modules hold is deleted: first what is collected, then, in the
    modules that are left, the latest first, hidden names and the others."""
    modules, left = sys.modules, []
    own = set(names)
    others = {name: modules[name] for name in modules if name not in own}
    for name in names:
        left.append(weakly(modules[name]))
        as_sys(modules.__setitem__, name, None)
    modules.clear()
    for name in list(vars(builtins)):
        if name not in BUILTINS:
            as_sys(vars(builtins).__delitem__, name)
    as_sys(vars(builtins).update, BUILTINS)
    as_sys(gc.collect)
    for module in filter(None, [ref() for ref in reversed(left)]):
        for hidden in (True, False):
            for name in list(vars(module)):
                if name != "__builtins__" and (
                        not hidden or name[:1] == "_" and name[1:2] != "_"):
                    as_sys(vars(module).__setitem__, name, None)
    as_sys(gc.collect)
    for thing in gc.get_objects():  # as files that something prepared remembers
        kind = type(thing)
        if hasattr(kind, "__del__") and not (
                hasattr(kind, "__await__") or hasattr(kind, "__anext__")):
            as_sys(ctypes.pythonapi.PyObject_CallFinalizer, ctypes.py_object(thing))
    return others


class End:
    """How a program ends: like an interpreter, which would also take apart all that was
    prepared, and so copy it (Py_FinalizeEx and finalize_modules of CPython)."""

    def __init__(self):
        self.status, self.interrupted, self.prepared = None, False, ()
        # The first to be registered is the last to run; a program inherits it.
        atexit.register(self.last_of_all)

    def last_of_all(self):
        if self.interrupted:
            sys.stdout.flush()
            sys.stderr.flush()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGINT)
        flags = sys.flags
        if (self.status is None or flags.dev_mode or flags.verbose or flags.inspect
                or len(sys._current_frames()) > 1):
            return  # the interpreter does it
        try:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None and not stream.closed:
                    stream.flush()
        except Exception:
            return
        sys.is_finalizing = lambda: True
        for number in signal.valid_signals():
            if callable(signal.getsignal(number)):
                signal.signal(number, signal.SIG_DFL)
        if gc.isenabled():
            as_sys(gc.collect)
        for name in SYS_LOSES:
            if hasattr(sys, name):
                setattr(sys, name, None)
        sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
        others = take_apart(sorted((name for name in sys.modules if name not in self.prepared),
                                   key=lambda name: name != "__main__"))
        for stream in (sys.stdout, sys.stderr):
            try:
                if stream is not None and not stream.closed:
                    stream.flush()
            except OSError:
                self.status = 120
            except ValueError:
                pass  # the program has detached it
        ctypes.pythonapi.exit(self.status)  # `others` are there


def status_of(code):
    """The exit status that an interpreter makes of a SystemExit's."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xff if -1 << 63 <= code < 1 << 63 else 255
    return 1  # it is a text


def run_script(path, archive):
    main = vars(sys.modules["__main__"])
    if archive:
        import runpy
        return runpy._run_module_as_main("__main__", False)
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as wrong:
        print("%s: can't open file %r: [Errno %d] %s" % (
            sys.executable, main["__file__"], wrong.errno, wrong.strerror), file=sys.stderr)
        sys.exit(2)
    if source.startswith(MAGIC_NUMBER):
        main["__loader__"] = importlib.machinery.SourcelessFileLoader("__main__", path)
        code = main["__loader__"].get_code("__main__")
    else:
        code = compile(source, main["__file__"], "exec", dont_inherit=True)
    exec(code, main)


def become(request, end):
    """The rest of this process is the program's. It ends as an interpreter ends."""
    end.prepared = {*sys.modules} - {"__main__"}
    argv, path = request.argv, request.argv[0]
    main = type(sys)("__main__")
    main.__dict__.update(__builtins__=sys.modules["builtins"], __annotations__={})
    if not request.is_module and not request.is_archive:
        main.__file__ = os.path.join(os.getcwd(), path) if sys.version_info >= (3, 9) else path
        main.__loader__ = importlib.machinery.SourceFileLoader("__main__", path)
        main.__cached__ = None
    sys.modules["__main__"] = main
    del main  # a frame that is left must not hold it
    if hasattr(sys, "orig_argv"):
        options = sys.orig_argv[:sys.orig_argv.index(__file__)]
        sys.orig_argv[:] = options + ["-m"] * request.is_module + argv
    sys.argv[:] = ["-m"] + argv[1:] if request.is_module else argv
    folder = request.folder
    if folder is not None:
        sys.path.insert(0, folder)
        sys.path_importer_cache.pop(folder, None)  # an old listing of it
    if request.learn is not None:
        Recorder(request.learn, folder, path)
    try:
        if request.is_module:
            import runpy
            runpy._run_module_as_main(path)
        else:
            run_script(path, request.is_archive)
    except SystemExit as leaving:
        end.status = status_of(leaving.code)
        raise
    except BaseException as wrong:
        trace = wrong.__traceback__
        while trace and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        end.status, end.interrupted = 1, type(wrong) is KeyboardInterrupt
        sys.last_type, sys.last_value, sys.last_traceback = type(wrong), wrong, trace
        sys.excepthook(type(wrong), wrong.with_traceback(trace), trace)
        sys.exit(1)
    end.status = 0


#
# The keeper.
#


def parents():
    """(process, its parent) of all there are."""
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open("/proc/%s/stat" % entry, "rb") as file:
                    yield int(entry), int(file.read().rpartition(b")")[2].split()[1])
            except (OSError, IndexError):
                pass  # it is gone


def reap(pid, flags, status):
    """One that has ended: (whether there are others, the program's status or `status`)."""
    try:
        ended, how = os.waitpid(-1, flags)
    except ChildProcessError:
        return None, status
    return ended, how if ended == pid else status


def sweep(pid, status):
    """Ends the program and whatever it has begotten; those left come to us."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass
    while True:
        ended, status = reap(pid, os.WNOHANG, status)
        if ended:
            continue
        if ended is None:
            return status
        for child, parent in parents():
            if parent == os.getpid():
                try:
                    os.kill(child, signal.SIGKILL)
                except OSError:
                    pass
        if reap(pid, 0, status)[0] is None:
            return status


def keep(pid, sock, learn=None):
    """Looks after the program until it has ended or is to, and says how."""
    ended = watch_children()
    status, word = None, "reported"
    tell(sock, "pid %d" % pid)
    while word == "reported":
        other = True
        while other and status is None:
            other, status = reap(pid, os.WNOHANG, status)
        if status is not None:
            break
        ready, _, _ = select.select([sock, ended[0]], [], [])
        drain(ended[0])
        if sock in ready:
            word = hear(sock)
            if word and learn is not None:
                write_line(learn, word, "", "")
    status = sweep(pid, status)
    if status == 0 and learn is not None:  # it may have ended before it was heard
        write_line(learn, "reported", "", "")
    try:
        sock.shutdown(socket.SHUT_RD)
        while hear(sock):
            pass  # to close it unread would be a reset, which overtakes the status
    except OSError:
        pass  # nobody asks any more
    tell(sock, "status %d" % status)


def renew(stream, fd):
    """What it is open to is another file, which may not be able to seek."""
    try:
        buffer, raw = stream.buffer, io.FileIO(fd, "wb", closefd=False)
    except ValueError:
        return  # an import has detached it
    raw.name = stream.name
    stream.__init__(raw if isinstance(buffer, io.FileIO) else io.BufferedWriter(raw),
                    stream.encoding, stream.errors, "\n", stream.line_buffering,
                    stream.write_through)


class Spare:
    """A keeper and its program, which wait to be told what the program is."""

    def __init__(self, keeper, program):
        self.keeper, self.program = keeper, program  # sockets

    def prepare(self, request):
        """The program makes itself ready. OSError: it has ended."""
        send_descriptors(self.program, "prepare", request.fds + request.lesson())

    def start(self, request):
        """The keeper answers from here on."""
        send_descriptors(self.keeper, "start", [request.sock.fileno()] + request.lesson())

    def descriptors(self):
        return [self.keeper.fileno(), self.program.fileno()]

    def close(self):
        """Those that were not started end."""
        self.keeper.close()
        self.program.close()


def make_spare(close):
    """Forks a keeper, and it a program. Returns twice: (the Spare, None), and in the program,
    once it may start, (None, its Request). close() is for the one who was forked: what is
    not its."""
    sys.stdout.flush()
    sys.stderr.flush()
    (to_keeper, keeper), (to_program, program) = (
        socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(2))
    if os.fork():
        keeper.close()
        program.close()
        return Spare(to_keeper, to_program), None
    close()
    to_keeper.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setpgid(0, 0)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    above = os.getpid()
    pid = os.fork()
    if pid:
        try:
            os.setpgid(pid, pid)
        except OSError:
            pass
        program.close()
        try:
            keep_spare(pid, keeper, to_program)
        finally:
            os._exit(0)
    os.setpgid(0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != above:
        os._exit(127)
    keeper.close()
    to_program.close()
    return None, wait_to_start(program)


def keep_spare(pid, sock, program):
    """Keeps a program from its start; until then, both wait."""
    _, fds = receive_descriptors(sock, 2)
    sock.close()
    if not fds:
        return
    asked = socket.socket(fileno=fds[0])
    if os.waitpid(pid, os.WNOHANG)[0]:  # something has ended it
        return tell(asked, "plain ")
    tell(program, "start")
    program.close()
    keep(pid, asked, *fds[1:])


def wait_to_start(sock):
    """In the program: it makes itself ready, and waits for its keeper. Its Request."""
    _, fds = receive_descriptors(sock, 4)
    if not fds:
        os._exit(0)
    request = Request(None, fds[:3], *fds[3:])
    request.read()
    null = os.open(os.devnull, os.O_RDONLY)
    for fd, to in ((null, 0), (fds[1], 1), (fds[2], 2)):
        os.dup2(fd, to)
    os.close(null)
    renew(sys.__stdout__, 1)
    renew(sys.__stderr__, 2)
    for fd in request.fds:
        os.close(fd)
    for name, (was, now) in imports_set.items():
        if request.environ.get(name) == was:
            request.environ[name] = now
    for name in [n for n in os.environb if request.environ.get(n) is None]:
        del os.environb[name]
    for name, value in request.environ.items():
        if value is not None and os.environb.get(name) != value:
            os.environb[name] = value
    seed_generators(request.environ)
    gc.freeze()  # take_apart leaves what there is now
    if not hear(sock):
        os._exit(0)
    sock.close()
    return request


#
# The template.
#


def threads():
    return len(os.listdir("/proc/self/task"))


def idle_threads_end():
    """Some libraries end their threads before a fork and start them when needed again."""
    pid = os.fork()
    if not pid:
        os._exit(0)
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass  # children are not waited for here


def opened():
    """What is open that two processes must not share: {descriptor: what}. A file, too, has
    one position for all."""
    found = {}
    for fd in os.listdir("/proc/self/fd"):
        try:
            what = os.readlink("/proc/self/fd/" + fd)
        except OSError:
            continue
        if what not in SHARABLE:
            found[int(fd)] = what
    return found


def shares_memory():
    """Whether what this process writes there is seen by the ones forked from it."""
    with open("/proc/self/maps", "rb") as file:
        return any(line.split(None, 2)[1] == b"rw-s" for line in file)


class TemporaryFiles:
    """Those that are made while modules are imported: the first program to end may remove
    what all have."""

    def __init__(self):
        self.paths, self.pid = [], os.getpid()
        sys.addaudithook(self.audit)

    def audit(self, event, args):
        if event in ("tempfile.mkdtemp", "tempfile.mkstemp") and os.getpid() == self.pid:
            self.paths.append(args[0])

    def left(self):
        return any(map(os.path.exists, self.paths))


def what_forbids_a_fork(before, temporary):
    """Why this process must not be copied, or ""."""
    if threads() > 1:
        idle_threads_end()
        if threads() > 1:
            return "starts threads"
    for fd, what in opened().items():
        if before.get(fd) != what:
            kind = what.partition(":")[0]
            return "opens " + {"socket": "a connection", "pipe": "a pipe"}.get(kind, what)
    return "makes temporary files" if temporary.left() else ""


def stamp(path, began=float("inf")):
    """What is another when a file has changed. One that did since `began` may have been read
    before: it is out of date already."""
    try:
        st = os.stat(path)
    except OSError:
        return None
    if max(st.st_mtime, st.st_ctime) >= began:
        return 0
    return st.st_mtime_ns, st.st_size, st.st_ino


def import_all(names, sock, before, temporary):
    """Imports them in their order. What cannot be is told, and left out; but for those that
    the program may do without."""
    for name, origin in names:
        if name in sys.modules or (origin and not os.path.exists(origin)
                                   and origin not in ("built-in", "frozen")):
            continue
        above, _, last = name.rpartition(".")
        if origin is None and hasattr(sys.modules.get(above), last):
            continue
        tell(sock, "at " + name)
        try:
            importlib.import_module(name)
        except ImportError as wrong:
            if origin == "":
                tell(sock, "left %s\t%s" % (name, wrong))
        except BaseException as wrong:
            tell(sock, "left %s\t%s" % (name, wrong or type(wrong).__name__))
        why = what_forbids_a_fork(before, temporary)
        if not why and shares_memory():
            why = "makes memory that processes share"
        if why:
            tell(sock, "bad %s\t%s" % (name, why))
            os._exit(0)
    for name, origin in names:
        spec = getattr(sys.modules.get(name), "__spec__", None)
        if origin and spec and spec.origin and spec.origin != origin:
            tell(sock, "bad %s\tis %s for the program" % (name, origin))
            os._exit(0)


def shadowed(folder):
    """A module of the program's own whose name is taken here already, or None."""
    if folder is None:
        return None
    try:
        entries = os.listdir(folder)
    except OSError:
        return None
    for entry in entries:
        name, _, kind = entry.partition(".")
        if name in sys.modules and name not in AT_START:
            if kind == "py" or kind.endswith("so") or (not kind and os.path.exists(
                    os.path.join(folder, entry, "__init__.py"))):
                return entry
    return None


def watch_modules(began):
    files = {getattr(m, "__file__", None) or "" for m in list(sys.modules.values())}
    for path in files - watched.keys() - {"", HERE}:
        watched[path] = stamp(path, began)
    for path in sys.path:
        if path.endswith("-packages"):
            watched.setdefault(path, stamp(path))


def fill(sock, names, before, temporary):
    """Imports them, and makes the process fit to be copied."""
    variables, began = dict(os.environb), time.time() - CLOCK_SECONDS
    gc.disable()
    import_all(names, sock, before, temporary)
    for name in {**variables, **os.environb}:
        was, now = variables.get(name), os.environb.get(name)
        if was != now:
            imports_set[name] = imports_set.get(name, (was,))[0], now
    gc.enable()
    gc.collect()
    gc.freeze()
    watch_modules(began)
    libc.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)  # the parent may be a template, which ends now
    tell(sock, "ready")


def grow(sock, spare, fds, before, temporary):
    """A template that imports more than this one. Returns in both, with its socket and its
    spare program."""
    with os.fdopen(fds[1], "rb") as file:
        file.seek(0)
        names = [tuple(line.split("\t")) for line in file.read().decode().splitlines()]
    ours = socket.socket(fileno=fds[0])
    if os.fork():
        ours.close()
        return sock, spare
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    sock.close()
    spare.close()
    temporary.pid = os.getpid()
    before.update(opened())
    tell(ours, "pid %d" % temporary.pid)
    fill(ours, names, before, temporary)
    return ours, None


def be_template(sock, names):
    """In a process of its own. Returns in programs alone, with their request."""
    before, temporary = opened(), TemporaryFiles()
    sys.argv[:] = [""]
    fill(sock, names, before, temporary)
    spare = None
    while True:
        if not spare:
            spare, program = make_spare(sock.close)
            if program:
                return program
        text, fds = receive_descriptors(sock, 5)
        if not text:
            os._exit(0)
        if text == "grow":
            sock, spare = grow(sock, spare, fds, before, temporary)
            continue
        request = Request(socket.socket(fileno=fds[0]), fds[1:4], *fds[4:])
        request.read()
        try:
            spare.prepare(request)  # while we look
            changed = next((p for p, was in watched.items() if stamp(p) != was), None)
            now = opened()
            before.update((fd, now.get(fd)) for fd in fds + spare.descriptors())
            why = what_forbids_a_fork(before, temporary)
            own = shadowed(request.folder)
            if changed:
                tell(sock, "changed " + changed)
            elif why:
                tell(sock, "unfit what was prepared " + why)
            elif own:
                tell(sock, "plain the program: its folder has %s, and what was prepared another"
                     % own)
            else:
                spare.start(request)
                tell(sock, "forked")
        except OSError:
            tell(sock, "changed the spare program")  # it has ended
        request.close()
        spare.close()
        spare = None


#
# The preparer.
#


class FirstImports:
    """What a script imports before it does anything else, by its source; what its own
    modules import, too. names: {name: None}, in their order."""

    def __init__(self, request):
        self.folder, self.names, self.seen = request.folder, {}, set()
        if not request.is_module and not request.is_archive:
            self.file(request.argv[0])

    def file(self, path):
        """False: it does something else, or cannot be read."""
        self.seen.add(path)
        try:
            with open(path, "rb") as file:
                tree = compile(file.read(), path, "exec", ONLY_TREE, dont_inherit=True)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return all(map(self.statement, tree.body))

    def statement(self, node):
        kind = type(node).__name__
        if kind == "Import":
            return all(self.module(alias.name) for alias in node.names)
        if kind == "ImportFrom":
            return not node.level and self.module(node.module) and all(
                self.part(node.module + "." + alias.name) for alias in node.names)
        value = getattr(node, "value", None)  # a text, or a constant that gets a name
        return kind in ("Expr", "Assign") and type(value).__name__ == "Constant" and all(
            type(target).__name__ == "Name" for target in getattr(node, "targets", []))

    def part(self, name):
        """It may be a module."""
        if name.partition(".")[0] in self.names:
            self.names.setdefault(name)
        return True

    def module(self, name):
        top = name.partition(".")[0]
        find = importlib.machinery.PathFinder.find_spec
        own = find(top, [self.folder]) if self.folder else None
        if own:
            return top == name and own.origin is not None and (
                own.origin in self.seen or self.file(own.origin))
        if top not in sys.builtin_module_names and not find(top):
            return False
        if top not in AT_START:
            self.names.setdefault(top)
            self.names.setdefault(name)
        return True


class Template:
    def __init__(self, pid, sock, names):
        self.pid, self.sock, self.names = pid, sock, names  # pid 0: not known yet
        self.at = ""  # what it imports
        self.began = self.since = time.monotonic()
        self.asked = None  # the request that it is at
        self.bytes = 0

    def size(self):
        try:
            with open("/proc/%d/statm" % self.pid, "rb") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
        except (OSError, IndexError):
            return 0

    def end(self):
        if self.pid:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except OSError:
                pass
        self.sock.close()

    def grow(self, names, theirs):
        """Asks it for one that has imported these as well, which `theirs` is for."""
        known = {name for name, _ in self.names}
        lines = ["\t".join(name) for name in names if name[0] not in known]
        with open(os.memfd_create("names"), "w+") as file:
            file.write("\n".join(lines))
            file.flush()
            send_descriptors(self.sock, "grow", [theirs.fileno(), file.fileno()])


class Preparer:
    def __init__(self, words):
        self.learns = words == ["learn"]
        self.names = [] if self.learns else [(name, "") for name in words]
        self.guesses = self.learns  # what the first program imports, from its source
        self.out = set()  # names that are left out
        self.template, self.coming = None, None
        self.queue, self.notes, self.told = [], [], set()
        self.lessons = {}  # descriptor: [text, names]; what programs are importing
        self.learners = LEARNERS
        self.made = 0
        self.listener = socket.socket(fileno=3)
        self.listener.setblocking(False)
        self.ended = watch_children()
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def note(self, text):
        if text and text not in self.told:
            self.told.add(text)
            self.notes.append(text)

    # Templates

    def prepare(self):
        """A template of all that is known now: from the one there is, which serves until it
        is ready, or from the start."""
        names = [n for n in self.names if n[0] not in self.out]
        if self.coming:
            self.coming.end()
            self.coming = None
        if not names:
            return None
        if self.made >= TEMPLATES:
            self.note("modules any more: %d times what was prepared was of no use" % TEMPLATES)
            return None
        self.made += 1
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if self.template:
            self.coming = Template(0, ours, names)
            try:
                self.template.grow(names, theirs)
            except OSError:
                pass  # it has ended, which its socket tells
            theirs.close()
            return None
        pid = os.fork()
        if pid:
            theirs.close()
            self.coming = Template(pid, ours, names)
            return None
        self.close()
        ours.close()
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        try:
            return be_template(theirs, names)
        except OSError:
            os._exit(1)

    def close(self):
        """In one that was forked: what is the preparer's."""
        stop_watching(self.ended)
        self.listener.close()
        for template in (self.template, self.coming):
            if template:
                template.sock.close()
        asked = [t.asked for t in (self.template, self.coming) if t and t.asked]
        for request in self.queue + asked:
            request.close()
        for fd in self.lessons:
            os.close(fd)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)

    def lose(self, template, why):
        """It has ended, or is of no use: what was asked of it is asked anew."""
        template.end()
        if template is self.coming:
            self.coming = None
            if template.at:
                self.leave_out(template.at, why)
            if self.guesses:
                self.guesses, self.names = False, []
            return self.prepare()
        self.template = None
        if self.coming:  # it comes from this one
            self.coming.end()
            self.coming = None
        if template.asked:
            self.queue.insert(0, template.asked)
        return self.prepare()

    def leave_out(self, name, why):
        self.out.add(name)
        self.note("%s: %s" % (name, why))

    def on_template(self, template):
        word, _, rest = hear(template.sock).partition(" ")
        name, _, why = rest.partition("\t")
        if word == "at":
            template.at, template.since = rest, time.monotonic()
        elif word == "left":
            self.leave_out(name, why)
        elif word == "bad":
            template.at = name
            return self.lose(template, "it " + why)
        elif word == "ready":
            if self.template:
                self.template.end()
            self.template, self.coming, self.guesses = template, None, False
            template.bytes = template.size()
        elif word == "pid":
            template.pid = int(rest)
        elif word == "forked":
            template.asked.close()
            template.asked = None
            self.made = 0
        elif word == "plain":
            self.note(rest)
            self.refuse(template.asked, rest)
            template.asked = None
        elif word == "changed":
            return self.lose(template, "")
        elif word == "unfit":
            self.note("modules any more: %s" % rest)
            self.names = []
            return self.lose(template, "")
        else:
            return self.lose(template, "to import it ended the interpreter")
        return None

    def look_after_templates(self):
        now = time.monotonic()
        coming, template = self.coming, self.template
        if coming and now > coming.since + IMPORT_SECONDS:
            return self.lose(coming, "to import it takes longer than %d s" % IMPORT_SECONDS)
        if template and template.asked and now > template.since + FORK_SECONDS:
            return self.lose(template, "")
        if template and not template.asked and template.size() > template.bytes + GROWN:
            return self.lose(template, "")
        return None

    # Programs

    def refuse(self, request, why):
        tell(request.sock, "plain " + why)
        request.close()

    def take(self):
        """One who asks."""
        try:
            sock, _ = self.listener.accept()
        except OSError:
            return
        sock.setblocking(True)
        sock.settimeout(FORK_SECONDS)
        try:
            _, fds = receive_descriptors(sock, 3)
            sock.settimeout(None)
            request = Request(sock, fds)
            request.read()
        except (OSError, ValueError, IndexError):
            sock.close()
            return
        self.queue.append(request)

    def learn_from(self, request):
        if not self.learns or (self.template and self.learners <= 0):
            return
        if self.template:
            self.learners -= 1
        ours, request.learn = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self.lessons[ours] = ["", []]

    def waits_for_template(self):
        """The next program would import itself what the one that comes imports."""
        if self.template and self.template.asked:
            return True
        return self.coming and not (
            self.template and time.monotonic() > self.coming.began + GROW_SECONDS)

    def serve(self):
        """Starts what can be started now. Returns in programs alone, with the request."""
        if self.queue and self.guesses and not self.names:
            self.names = list(FirstImports(self.queue[0]).names.items())
            self.guesses = bool(self.names)
            request = self.prepare()
            if request:
                return request
        while self.queue and not self.waits_for_template():
            request = self.queue.pop(0)
            while self.notes:
                tell(request.sock, "note " + self.notes.pop(0))
            self.learn_from(request)
            if self.template:
                fds = [request.sock.fileno()] + request.fds + request.lesson()
                self.template.asked, self.template.since = request, time.monotonic()
                try:
                    send_descriptors(self.template.sock, "start", fds)
                except OSError:
                    return self.lose(self.template, "")
                return None
            own = shadowed(request.folder)
            if own:
                self.note("the program: its folder has %s, and the preparer another" % own)
                self.refuse(request, "")
                continue
            spare, program = make_spare(lambda: (self.close(), request.close()))
            if program:
                return program
            try:
                spare.prepare(request)
                spare.start(request)
            except OSError:
                self.refuse(request, "")  # something has ended it
                continue
            finally:
                spare.close()
            request.close()
        return None

    def on_lesson(self, fd):
        try:
            text = os.read(fd, MESSAGE).decode("utf-8", "replace")
        except OSError:
            text = ""
        lesson = self.lessons[fd]
        *lines, lesson[0] = (lesson[0] + text).split("\n")
        done = not text
        for line in lines:
            word, name, origin = (line.split("\t") + ["", ""])[:3]
            if word == "import" and not done:
                lesson[1].append((name, origin))
            elif word == "putenv" and not done:
                self.note("what the program imports after it sets %s" % name)
                done = self.remember(lesson[1])
            elif word == "reported" and not done:
                done = self.remember(lesson[1])
        if done:
            os.close(fd)
            del self.lessons[fd]

    def remember(self, names):
        known = {name for name, _ in self.names}
        own = {"__main__", "__mp_main__", "sitecustomize", "usercustomize"}
        paths = tuple(os.path.join(p, "") for p in sys.path if p)
        self.names += [(name, origin) for name, origin in names
                       if name not in known and name not in own and name not in AT_START
                       and (origin in ("built-in", "frozen") or origin.startswith(paths))]
        return True

    def leave(self):
        """rungtop is gone: templates go with us, keepers and their programs by themselves."""
        path = self.listener.getsockname()
        try:
            os.unlink(path)
            os.rmdir(os.path.dirname(path))
        except OSError:
            pass  # somebody else was faster
        os._exit(0)

    def run(self):
        """Returns in programs alone, with their request."""
        request = None if self.learns else self.prepare()
        while not request:
            known = len(self.names)
            sockets = [t.sock for t in (self.template, self.coming) if t]
            waits = [0, self.listener, self.ended[0]] + sockets + list(self.lessons)
            hurry = self.coming or (self.template and self.template.asked)
            ready, _, _ = select.select(waits, [], [], 1 if hurry else 60)
            if 0 in ready:
                self.leave()
            drain(self.ended[0])
            while reap(0, os.WNOHANG, None)[0]:
                pass
            if self.listener in ready:
                self.take()
            for fd in [fd for fd in self.lessons if fd in ready]:
                self.on_lesson(fd)
            if len(self.names) > known:
                request = self.prepare()
            for template in (self.template, self.coming):
                if not request and template and template.sock in ready:
                    request = self.on_template(template)
            request = request or self.look_after_templates() or self.serve()
        return request


def main():
    if sys.path and os.path.abspath(sys.path[0]) == os.path.dirname(HERE):
        del sys.path[0]
    for fd in map(int, os.listdir("/proc/self/fd")):
        if fd > 3:  # of those who started rungtop
            try:
                os.close(fd)
            except OSError:
                pass  # it was for the list
    os.set_inheritable(3, False)
    return Preparer(sys.argv[1:]).run()


if __name__ == "__main__":
    end_of_program = End()
    become(main(), end_of_program)
