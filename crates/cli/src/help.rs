//! What `--help` and `--version` print. `{program}` stands for the command's own name.

pub const USAGE: &str = "usage: {program} [option] ... [-c cmd | -m mod | file | -] [arg] ...";

const OPTIONS: &str = "Options (and corresponding environment variables):
-b     : warn when bytes are turned into str or compared with str or int
         (-bb: raise errors)
-B     : don't write .pyc files on import; also PYTHONDONTWRITEBYTECODE=x
-c cmd : run the text cmd (ends the options)
-d     : debug output of the parser; also PYTHONDEBUG=x
-E     : ignore PYTHON* environment variables (such as PYTHONPATH)
-h     : print this help and exit (also -? or --help)
-i     : show a prompt after the program; also PYTHONINSPECT=x
-I     : isolate the program from the user's environment (implies -E, -P, -s)
-m mod : run a library module as a script (ends the options)
-O     : leave out assert statements and what depends on __debug__;
         also PYTHONOPTIMIZE=x
-OO    : as -O, and leave out docstrings
-P     : don't put a potentially unsafe directory in front of sys.path; also
         PYTHONSAFEPATH
-q     : no version and copyright at the start of a prompt
-s     : don't add the user's site directory to sys.path; also
         PYTHONNOUSERSITE=x
-S     : don't import site at the start
-u     : don't buffer stdout and stderr; also PYTHONUNBUFFERED=x
-v     : tell of each import; also PYTHONVERBOSE=x
-V     : print the version and exit (also --version); twice: with more about
         the build
-W arg : control warnings; arg is action:message:category:module:lineno;
         also PYTHONWARNINGS=arg
-x     : skip the first line of the script
-X opt : set an option of the implementation
--check-hash-based-pycs always|default|never:
         whether hash-based .pyc files are compared with their source
--licenses: print the notice of what this program embeds, with the texts of
         all licences, and exit
--help-env: print help about environment variables and exit
--help-xoptions: print help about -X options and exit
--help-all: print all of this help and exit

Arguments:
file   : a script, or a directory or zip file with a __main__ module
-      : the program comes from standard input (default; a prompt on a tty)
arg ...: the program's arguments in sys.argv[1:]";

pub const ENVIRONMENT: &str = "Environment variables that change behavior:
PYTHONSTARTUP   : file that runs when a prompt starts
PYTHONPATH      : directories, separated by ':', in front of the default
                  sys.path
PYTHONHOME      : prefix of the standard library
PYTHONSAFEPATH  : don't put a potentially unsafe directory in front of sys.path
PYTHONNOUSERSITE: don't add the user's site directory to sys.path
PYTHONIOENCODING: encoding[:errors] of stdin, stdout and stderr
PYTHONUTF8      : 1 for UTF-8 mode, 0 against it
PYTHONHASHSEED  : 'random', or a number that makes hashes reproducible
PYTHONBREAKPOINT: what breakpoint() calls; 0 for nothing
PYTHONDEVMODE   : development mode
PYTHONDEBUG, PYTHONDONTWRITEBYTECODE, PYTHONINSPECT, PYTHONOPTIMIZE,
PYTHONUNBUFFERED, PYTHONVERBOSE, PYTHONWARNINGS: as the options
PYTHONPYCACHEPREFIX: directory of .pyc files
PYTHONFAULTHANDLER: print the Python stack on fatal signals
PYTHONINTMAXSTRDIGITS: limit of digits in conversions between int and str
PYTHONPROFILEIMPORTTIME: print how long each import takes
PYTHONTRACEMALLOC: trace memory allocations
PYTHONNODEBUGRANGES: no columns in code and tracebacks
PYTHONWARNDEFAULTENCODING: warn where the locale's encoding is used
PYTHON_CPU_COUNT: number of processors that os.cpu_count() tells
PYTHON_FROZEN_MODULES: whether frozen modules are used";

pub const XOPTIONS: &str = "The following implementation-specific options are available:
-X context_aware_warnings=[0|1]: keep the warning filters in the context; also
         PYTHON_CONTEXT_AWARE_WARNINGS
-X cpu_count=N: number of processors that os.cpu_count() tells; also
         PYTHON_CPU_COUNT
-X dev : development mode; also PYTHONDEVMODE
-X faulthandler: print the Python stack on fatal signals; also
         PYTHONFAULTHANDLER
-X frozen_modules=[on|off]: whether frozen modules are used; also
         PYTHON_FROZEN_MODULES
-X importtime: print how long each import takes; also PYTHONPROFILEIMPORTTIME
-X int_max_str_digits=N: limit of digits in conversions between int and str;
         also PYTHONINTMAXSTRDIGITS
-X no_debug_ranges: no columns in code and tracebacks; also PYTHONNODEBUGRANGES
-X pycache_prefix=PATH: directory of .pyc files; also PYTHONPYCACHEPREFIX
-X thread_inherit_context=[0|1]: threads start with a copy of their starter's
         context; also PYTHON_THREAD_INHERIT_CONTEXT
-X tracemalloc[=N]: trace memory allocations; also PYTHONTRACEMALLOC
-X utf8[=0|1]: UTF-8 mode; also PYTHONUTF8
-X warn_default_encoding: warn where the locale's encoding is used; also
         PYTHONWARNDEFAULTENCODING";

pub fn full() -> String {
    format!("{USAGE}\n{OPTIONS}")
}

pub fn all() -> String {
    format!("{USAGE}\n{OPTIONS}\n\n{ENVIRONMENT}\n\n{XOPTIONS}")
}

/// The version in one word, or with all about the build.
pub fn version(long: bool) -> String {
    let full = vm::VERSION;
    let short = full.split(' ').next().unwrap_or(full);
    format!("Python {}", if long { full } else { short })
}
