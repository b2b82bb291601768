//! What we change in the Python files that we take over, and which of them we leave out.
//!
//! The files come from the RustPython project, which takes them from CPython 3.14 and adapts a few to itself. Each patch
//! undoes one such adaptation. `find` must occur exactly once in the file, or the build stops: a new version of the
//! dependency then shows at once which patches it has outgrown.

/// Replaces a passage of one file.
pub struct Patch {
    pub file: &'static str,
    pub why: &'static str,
    pub find: &'static str,
    pub replace: &'static str,
}

pub const PATCHES: &[Patch] = &[
    Patch {
        file: "sysconfig/__init__.py",
        why: "Packages live in lib/pellucid3.14/site-packages, apart from CPython's.",
        find: "    return 'RustPython'  # XXX: RUSTPYTHON; For site-packages\n",
        replace: "    return 'Pellucid'\n",
    },
    Patch {
        file: "site.py",
        why: "The copy of sysconfig's function.",
        find: "    return 'RustPython' # XXX: RUSTPYTHON; for site-packages\n",
        replace: "    return 'Pellucid'\n",
    },
    Patch {
        file: "site.py",
        why: "The user's site-packages directory is apart from CPython's too.",
        find: "    # XXX: RUSTPYTHON\n    return f'{userbase}/lib/rustpython{version[0]}",
        replace: "    return f'{userbase}/lib/pellucid{version[0]}",
    },
    Patch {
        file: "platform.py",
        why: "Only our own name in sys.version may stand for an implementation other than CPython.",
        find: "\n        # XXX: RUSTPYTHON support\n        if \"RustPython\" in sys_version:\n            name = \"RustPython\"\n",
        replace: "        if \"Pellucid\" in sys_version:\n            name = \"Pellucid\"\n",
    },
    Patch {
        file: "json/decoder.py",
        why: "A constructor that only that project's native decoder calls.",
        find: "    # RUSTPYTHON SPECIFIC
    @classmethod
    def _from_serde(cls, msg, doc, line, col):
        pos = 0
        # 0-indexed
        line -= 1
        col -= 1
        while line > 0:
            i = doc.index('\\n', pos)
            line -= 1
            pos = i
        pos += col
        return cls(msg, doc, pos)

",
        replace: "",
    },
    Patch {
        file: "unittest/__init__.py",
        why: "Helpers for that project's own marks in tests.",
        find: "


# XXX: RUSTPYTHON
# This is very useful to reduce platform difference boilerplates in tests.
def expectedFailureIf(condition, reason):
    assert reason.startswith(\"TODO: RUSTPYTHON\")
    if condition:
        return expectedFailure
    else:
        return lambda x: x

# XXX: RUSTPYTHON
# Even more useful because most of them are windows only.
def expectedFailureIfWindows(reason):
    import sys
    return expectedFailureIf(sys.platform == 'win32', reason)

# XXX: RUSTPYTHON
# For a rare case when the parent class test fails but the child pass.
def expectedSuccess(test_item):
    test_item.__unittest_expecting_failure__ = False
    return test_item
",
        replace: "",
    },
    Patch {
        file: "_compat_pickle.py",
        why: "An exception that no other implementation has.",
        find: "# NOTE: RUSTPYTHON exceptions
try:
    JitError
except NameError:
    pass
else:
    PYTHON2_EXCEPTIONS += (\"JitError\",)

",
        replace: "",
    },
    Patch {
        file: "io.py",
        why: "FileIO is always there.",
        find: "                 open, open_code, BytesIO, StringIO, BufferedReader,\n",
        replace: "                 open, open_code, FileIO, BytesIO, StringIO, BufferedReader,\n",
    },
    Patch {
        file: "io.py",
        why: "FileIO is always there.",
        find: "# XXX: RUSTPYTHON; FileIO needs host_env, optional without it
try:
    from _io import FileIO
except ImportError:
    FileIO = None

",
        replace: "",
    },
    Patch {
        file: "io.py",
        why: "FileIO is always there.",
        find: "if FileIO is not None:  # XXX: RUSTPYTHON; see the try/except above\n    RawIOBase.register(FileIO)\n",
        replace: "RawIOBase.register(FileIO)\n",
    },
    Patch {
        file: "pickle.py",
        why: "The class stands in a module of its own: there is no native Pickler.",
        find: "    from _pickle import PickleBuffer\n",
        replace: "    from _picklebuffer import PickleBuffer\n",
    },
    Patch {
        file: "configparser.py",
        why: "White space can be a delimiter, as 3.14.10 has noticed.",
        find: "            (?:\\s+(?:(?!{delim})\\S)+)*)    # optionally more words\n        \\s*(?:                ",
        replace: "            (?:(?:(?!{delim})\\s)+(?:(?!{delim})\\S)+)*)  # more words, unless white space delimits\n        \\s*(?:                ",
    },
    Patch {
        file: "configparser.py",
        why: "White space can be a delimiter, as 3.14.10 has noticed.",
        find: "            (?:\\s+(?:(?!{delim})\\S)+)*)    # optionally more words\n        \\s*(?P<vi>{delim})",
        replace: "            (?:(?:(?!{delim})\\s)+(?:(?!{delim})\\S)+)*)  # more words, unless white space delimits\n        \\s*(?P<vi>{delim})",
    },
    Patch {
        file: "threading.py",
        why: "A timeout that is not a number is an error, as in 3.14.10.",
        find: "                if timeout > 0:\n                    gotit",
        replace: "                if not timeout <= 0:\n                    gotit",
    },
    Patch {
        file: "bdb.py",
        why: "Deleting a breakpoint changes the list, as 3.14.10 has noticed.",
        find: "            for bp in blist:\n                bp.deleteMe()",
        replace: "            for bp in tuple(blist):\n                bp.deleteMe()",
    },
    Patch {
        file: "bdb.py",
        why: "`until` stops at the line of the command only when it is met anew, as in 3.14.10.",
        find: "        self._set_stopinfo(frame, frame, lineno)\n",
        replace: "        self._set_stopinfo(frame, frame, lineno, cmdframe=frame, cmdlineno=frame.f_lineno)\n",
    },
    Patch {
        file: "bdb.py",
        why: "set_trace() within a debugger's own callback does nothing, as in 3.14.10.",
        find: "starts from caller's frame.\n        \"\"\"\n        self.stop_trace()\n",
        replace: "starts from caller's frame.\n        \"\"\"\n        if self.enterframe is not None:\n            return\n        self.stop_trace()\n",
    },
    Patch {
        file: "pdb.py",
        why: "Source with null bytes raises more than SyntaxError; as in 3.14.10.",
        find: "        except SyntaxError as exc:\n            return _rstr",
        replace: "        except Exception as exc:\n            return _rstr",
    },
];

/// Files and directories that are left out, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("_dummy_os.py", "CPython 3.14 has no such module"),
    ("_dummy_thread.py", "CPython 3.14 has no such module"),
    ("dummy_threading.py", "CPython 3.14 has no such module"),
    ("_pycodecs.py", "CPython 3.14 has no such module"),
    ("idlelib", "needs Tcl/Tk"),
    ("tkinter", "needs Tcl/Tk"),
    ("turtle.py", "needs Tcl/Tk"),
    ("turtledemo", "needs Tcl/Tk"),
    ("README.md", "no part of the library"),
    ("PSF-LICENSE", "the licence is shown by site's license()"),
];

/// Files that are not Python source and that programs read at run time, by the beginning of their path.
pub const DATA: &[&str] = &["ensurepip/_bundled/", "pydoc_data/_pydoc.css", "venv/scripts/"];
