"""Processes that answer one request at a time each, and can be stopped in the middle of one.

What cannot be interrupted (a query of Oxigraph, a parser) or could harm the process that does it (a deep
nesting, a bomb) is done in one of these. When one has to be stopped, or ends, another takes its place.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import Any

from scgraph.deadlines import remaining
from scgraph.errors import EngineError, QueryTimeout, ScgraphError

# What ends a process whose request has used up its processor time.
_USED_UP = getattr(signal, "SIGPROF", 0)
# The longest that anybody waits for a free process whose own time does not end before.
_PATIENCE = 60.0
# What others end a process by; what a request does to its own ends it otherwise.
_BY_OTHERS = {-number for name in ("SIGKILL", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, 0))}


class PoolBusy(EngineError):
    """All processes are busy, and as many callers wait as may."""


class Broken(EngineError):
    """A request that ended its process: it needed more memory than it may, or broke it."""


class Costly(EngineError):
    """A request that took more processor time than it was given; it was stopped."""


class Unfit(EngineError):
    """The answer of a process that cannot do its work, for lack of something: it is replaced."""

    def __init__(self, reason: str, lacks: str) -> None:
        self.reason, self.lacks = reason, lacks
        super().__init__(reason)

    def __reduce__(self) -> tuple[type[Unfit], tuple[object, ...]]:
        """How it travels between processes."""
        return type(self), (self.reason, self.lacks)


class Processes:
    """A few processes, asked by any number of threads.

    Whatever is asked, these errors may come, beside those that a process answers:

    - ``QueryTimeout`` if a request takes longer than it may; it is stopped;
    - ``PoolBusy`` if too many callers wait already, or no process was free in time;
    - ``Costly`` if a request takes more processor time than it was given;
    - ``Broken`` if the request ended its process.

    A process that others have ended (``kill -9``) is replaced, and its request is answered by the next.
    """

    def __init__(
        self, command: Callable[[], list[str]], number: int, most_waiting: int, work: str = "the query"
    ) -> None:
        """Start the processes.

        :param command: the arguments of Python for a process that calls :func:`answer_requests`.
        :param most_waiting: how many callers may wait for a process; more are turned away.
        :param work: what a request is called where it takes too long.
        """
        self._command, self._work = command, work
        self._room = threading.BoundedSemaphore(number + most_waiting)
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        self._all: set[_Process] = set()
        self._closed = False
        for _ in range(number):
            self._add()

    def ask(self, *request: object, seconds: float, processor: float = 0.0) -> Any:
        """What a process answers; an error that it answers is raised.

        :param seconds: how long the answer may take, the time to wait for a free process not counted.
        :param processor: the processor time that the answer may take, where the system can tell; 0 for any.
        """
        if not self._room.acquire(blocking=False):
            raise PoolBusy("too many queries are waiting already. Try again in a moment.")
        try:
            # Each of them may have been ended while it waited; once more than that, and it is this request.
            return self._ask((processor, *request), seconds, tries=len(self._all) + 1)
        finally:
            self._room.release()

    def close(self) -> None:
        """Stop all processes; what they do is given up."""
        self._closed = True
        for process in list(self._all):
            process.stop()

    def _ask(self, request: tuple[object, ...], seconds: float, tries: int) -> Any:
        process = self._free()
        try:
            answer = process.ask(request, remaining(seconds))
        finally:
            self._give_back(process)
        if process.overran:
            raise QueryTimeout(f"{self._work} took longer than {seconds:g} s and was stopped. Ask for less.")
        if answer is not None:
            if isinstance(answer, ScgraphError):
                raise answer
            return answer
        if _USED_UP and process.code == -_USED_UP:
            raise Costly(f"{self._work} took more processor time than it was given.")
        if process.code not in _BY_OTHERS:
            raise Broken(f"{self._work} ended its process ({process.code}).")
        if tries <= 1:
            raise EngineError(f"{self._work} was stopped again and again: its process was ended by others.")
        return self._ask(request, seconds, tries=tries - 1)

    def _free(self) -> _Process:
        """A process that is free and lives."""
        while not self._closed:
            try:
                process = self._idle.get(timeout=remaining(_PATIENCE))
            except Empty:
                raise PoolBusy("no worker was free in time. Try again in a moment.") from None
            if process.lives:
                return process
            self._give_back(process)  # others ended it while nobody asked it
        raise EngineError("the processes that answer have been stopped.")

    def _give_back(self, process: _Process) -> None:
        """Put a process back, or another in its place."""
        if process.lives:
            self._idle.put(process)
            return
        process.stop()
        self._all.discard(process)
        if not self._closed:
            self._add()

    def _add(self) -> None:
        process = _Process(self._command())
        with suppress(OSError):  # the machine has no room for it now; it starts when it is asked
            process.start()
        self._all.add(process)
        self._idle.put(process)


class _Process:
    """One process. It makes itself ready while its first caller is still thinking."""

    def __init__(self, arguments: list[str]) -> None:
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self.overran = self._failed = False

    @property
    def lives(self) -> bool:
        """Whether it can be asked (again)."""
        return not self._failed and (self._process is None or self._process.poll() is None)

    @property
    def code(self) -> int | None:
        """The return code of a process that has ended."""
        return self._process.returncode if self._process else None

    def start(self) -> subprocess.Popen[bytes]:
        """The process, started if it is not.

        :raises OSError: if the machine has no room for it.
        """
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def ask(self, request: tuple[object, ...], seconds: float) -> Any:
        """The answer to a request, or ``None`` where the process has ended instead."""
        try:
            process = self.start()
        except OSError as error:
            raise EngineError(f"no process can be started: {error.strerror}.") from error
        watchdog = threading.Timer(seconds, self._overrun)
        watchdog.daemon = True
        watchdog.start()
        try:
            answer = self._exchange(process, request)
        finally:
            watchdog.cancel()
            watchdog.join()  # what it does, it does to this request and not to the next
        self._failed |= answer is None or isinstance(answer, Unfit)
        return answer

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        if self._process is not None:
            with suppress(OSError), self._process:
                self._process.kill()

    def _exchange(self, process: subprocess.Popen[bytes], request: tuple[object, ...]) -> Any:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump(request, process.stdin)
            process.stdin.flush()
            return pickle.load(process.stdout)  # noqa: S301 - written by answer_requests
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)  # its code says who ended it
            return None

    def _overrun(self) -> None:
        self.overran = self._failed = True
        if self._process is not None:
            self._process.kill()


def answer_requests(
    answer: Callable[..., object], most_memory: int, prepare: Callable[[], object] = lambda: None
) -> None:
    """The far end: answer requests from standard input on standard output, pickled, until the input ends.

    When the input ends the process ends too, in the middle of a request if need be.

    :param answer: makes the answer, or an error of ours to be raised at the near end.
    :param most_memory: the bytes of memory that the process may take, where the system can say so.
    :param prepare: what is done at the start, without that limit.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that owns this one
    requests: SimpleQueue[tuple[Any, ...]] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    prepare()
    _limit_memory(most_memory)
    while True:
        processor, *request = requests.get()
        try:
            with _ending_after(processor):
                found = answer(*request)
        except ScgraphError as error:
            found = error
        except MemoryError:
            raise  # the process ends, and the near end tells what that means
        except BaseException as error:  # Oxigraph's panics are no Exception
            found = EngineError(f"a fault of scgraph: {type(error).__name__}: {error}")
        pickle.dump(found, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _listen(requests: SimpleQueue[tuple[Any, ...]]) -> None:
    """Take requests from the input; when it ends, nobody waits for an answer any more."""
    try:
        while True:
            requests.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - written by _Process
    finally:
        os._exit(0)


@contextmanager
def _ending_after(processor: float) -> Iterator[None]:
    """End this process once it has taken so much processor time inside; 0 is no bound.

    The signal is left to the system, which ends the process whatever it does: nothing in Python could.
    """
    if not processor or not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, processor)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (size, resource.getrlimit(resource.RLIMIT_DATA)[1]))
