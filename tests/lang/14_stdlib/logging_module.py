"""logging: levels, handlers, formatters, filters, propagation, exceptions, configuration by dictionary."""
import io
import logging
import logging.config
import logging.handlers


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


stream = io.StringIO()
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter("%(levelname)s:%(name)s:%(funcName)s:%(message)s"))
log = logging.getLogger("app")
log.setLevel(logging.DEBUG)
log.addHandler(handler)
log.propagate = False


def drain():
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text.rstrip("\n").split("\n")


log.debug("d %s", 1)
log.info("i %(k)s", {"k": "v"})
log.warning("w")
log.error("e %d%%", 50)
log.critical("c")
log.log(25, "custom level")
log.log(logging.INFO, "no args %s")
print(drain())
log.setLevel("WARNING")
log.info("filtered")
print(drain(), log.isEnabledFor(logging.INFO), log.getEffectiveLevel(), logging.getLevelName(25), logging.getLevelName("ERROR"), log.level)
logging.addLevelName(25, "NOTICE")
log.log(25, "below the level")
log.log(35, "above")
print(drain(), logging.getLevelNamesMapping()["NOTICE"])
child = logging.getLogger("app.sub.deep")
print(child.parent.name, child.getEffectiveLevel(), child.name, logging.getLogger("app.sub").parent.name, child.parent.name, logging.getLogger("app.sub") is log.getChild("sub"), child.hasHandlers())
child.warning("through the parent")
print(drain())


def fails():
    try:
        1 / 0
    except ZeroDivisionError:
        log.exception("caught %s", "it")
        log.error("with exc_info", exc_info=True)


fails()
print([line for line in drain() if not line.startswith("  ")])


class OnlyA(logging.Filter):
    def filter(self, record):
        record.message_length = len(record.getMessage())
        return "a" in record.msg


handler.addFilter(OnlyA())
handler.addFilter(lambda record: record.levelno < 50)
handler.setFormatter(logging.Formatter("{levelname} {message} {message_length} {extra}", style="{", defaults={"extra": "none"}))
log.warning("abc", extra={"extra": "given"})
log.warning("xyz")
log.critical("a but critical")
log.error("a")
print(drain())
attempt(lambda: log.warning("a", extra={"message": "x"}))
handler.filters.clear()
handler.setFormatter(logging.Formatter("$levelname|$message", style="$"))
log.warning("dollar")
print(drain())
attempt(lambda: logging.Formatter("%(message)", style="?"))
attempt(lambda: logging.Formatter("{nope", style="{"))
attempt(lambda: log.setLevel("NOPE"))
attempt(lambda: log.setLevel(1.5))
attempt(lambda: log.log("x", "m"))
memory = logging.handlers.MemoryHandler(10, flushLevel=logging.ERROR, target=handler)
buffered = logging.getLogger("buffered")
buffered.propagate = False
buffered.addHandler(memory)
buffered.warning("held")
print(drain())
buffered.error("released")
print(drain())
adapter = logging.LoggerAdapter(log, {"user": "ann"})
handler.setFormatter(logging.Formatter("%(user)s %(message)s"))
adapter.warning("adapted")
print(drain())
record = logging.LogRecord("n", 20, "/path/file.py", 5, "msg %s", ("arg",), None, "func")
print(record.getMessage(), record.filename, record.module, record.lineno, record.levelname, logging.makeLogRecord({"msg": "made", "levelno": 10}).getMessage(), logging.Formatter("%(asctime)s", "%Y").format(logging.makeLogRecord({"created": 0, "msg": ""})), logging.Formatter().format(record))
root = logging.getLogger()
logging.basicConfig(stream=stream, format="root:%(message)s", level=logging.INFO, force=True)
logging.info("via root")
logging.getLogger("unrelated").info("propagates")
print(drain(), root.handlers[0].stream is stream)
logging.disable(logging.INFO)
logging.info("disabled")
logging.disable(logging.NOTSET)
print(drain())
logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, "formatters": {"f": {"format": "cfg %(message)s"}}, "handlers": {"h": {"class": "logging.StreamHandler", "formatter": "f", "stream": stream}}, "loggers": {"cfg": {"handlers": ["h"], "level": "DEBUG", "propagate": False}}})
logging.getLogger("cfg").debug("configured")
print(drain())
attempt(lambda: logging.config.dictConfig({"version": 2}))
file_handler = logging.handlers.RotatingFileHandler("log.txt", maxBytes=50, backupCount=2)
rot = logging.getLogger("rot")
rot.propagate = False
rot.addHandler(file_handler)
for i in range(6):
    rot.warning("message number %d", i)
file_handler.close()
import os

print(sorted(f for f in os.listdir(".") if f.startswith("log.txt")), open("log.txt").read())


class Failing(logging.Handler):
    def emit(self, record):
        try:
            raise ValueError("emit")
        except ValueError:
            self.handleError(record)


logging.raiseExceptions = False
bad = logging.getLogger("bad")
bad.addHandler(Failing())
bad.propagate = False
bad.warning("swallowed")
log.warning("%d", "not a number")
print(drain())
with_null = logging.getLogger("null")
with_null.addHandler(logging.NullHandler())
print(with_null.handlers, repr(log), repr(root), logging.getLogger("x.y"), logging.lastResort.level, logging.root is root, logging.getHandlerNames())
last = logging.getLogger("no.handlers")
root.handlers.clear()
last.warning("to stderr through lastResort")
last.info("not shown")
