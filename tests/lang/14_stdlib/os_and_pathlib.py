"""os, os.path, pathlib, shutil, tempfile, glob, stat on a temporary tree."""
import errno
import glob
import os
import os.path as p
import pathlib
import shutil
import stat
import sys
import tempfile


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {str(e).replace(os.getcwd(), 'CWD')}")
        else:
            print(f"{source} -> {repr(result).replace(os.getcwd(), 'CWD')}")


show("p.join('a', 'b', 'c')", "p.join('a', '/b')", "p.join('a/', '')", "p.join(b'a', 'b')", "p.join('a', 5)", "p.split('/a/b.txt')", "p.splitext('a.tar.gz')", "p.splitext('.bashrc')", "p.basename('/a/b/')", "p.dirname('/a/b')", "p.normpath('a//b/../c/./d')", "p.normpath('')", "p.abspath('x')", "p.isabs('/a')", "p.relpath('/a/b', '/a/c')", "p.commonpath(['/a/b', '/a/c'])", "p.commonpath(['a', '/b'])", "p.commonprefix(['abc', 'abd'])", "p.expanduser('~') == os.environ['HOME']", "p.expandvars('$HOME_X/${HOME_X}')", "p.splitroot('/a/b')", "p.exists('nope')", "p.getsize('nope')", "p.lexists('nope')", "p.isfile('.')", "p.isdir('.')", "p.samefile('.', '.')", "p.realpath('.') == os.getcwd()", "os.sep + os.pathsep + os.linesep + os.curdir", "os.fspath('a')", "os.fspath(5)", "os.fsencode('é')", "os.fsdecode(b'\\xff')", "os.name", "os.devnull")
os.makedirs("tree/a/b")
for name, text in (("tree/one.txt", "1"), ("tree/a/two.txt", "22"), ("tree/a/b/three.py", "333")):
    with open(name, "w") as f:
        f.write(text)
os.symlink("one.txt", "tree/link")
show("sorted(os.listdir('tree'))", "sorted((e.name, e.is_dir(), e.is_file(), e.is_symlink(), e.stat().st_size if e.is_file() else 0) for e in os.scandir('tree'))", "[(d, sorted(s), sorted(f)) for d, s, f in sorted(os.walk('tree'))]", "[d for d, s, f in os.walk('tree', topdown=False)][-1]", "os.readlink('tree/link')", "os.stat('tree/one.txt').st_size", "stat.S_ISDIR(os.stat('tree').st_mode)", "stat.S_ISLNK(os.lstat('tree/link').st_mode)", "stat.filemode(0o100644)", "oct(stat.S_IMODE(os.stat('tree/one.txt').st_mode) & 0o600)", "os.access('tree', os.R_OK)", "os.access('nope', os.F_OK)", "os.mkdir('tree')", "os.mkdir('x/y')", "os.rmdir('tree')", "os.rmdir('nope')", "os.remove('nope')", "os.remove('tree')", "os.rename('nope', 'x')", "os.listdir('nope')", "os.stat('nope')", "os.stat('a\\0b')", "os.chdir('nope')", "os.readlink('tree/one.txt')", "os.makedirs('tree/a', exist_ok=True)", "os.makedirs('tree/a')", "os.utime('tree/one.txt', (1, 2))", "os.stat('tree/one.txt').st_mtime", "os.truncate('tree/one.txt', 0)", "os.replace('tree/one.txt', 'tree/renamed')", "os.link('tree/renamed', 'tree/hard')", "os.stat('tree/hard').st_nlink", "os.chmod('tree/hard', 0o400)", "oct(os.stat('tree/hard').st_mode & 0o777)", "os.unlink('tree/hard')", "os.removedirs('nope')")
fd = os.open("fd.txt", os.O_RDWR | os.O_CREAT)
show("os.write(fd, b'hello')", "os.lseek(fd, 0, os.SEEK_SET)", "os.read(fd, 3)", "os.fstat(fd).st_size", "os.pread(fd, 2, 1)", "os.isatty(fd)", "os.get_inheritable(fd)", "os.dup(fd) > fd", "os.close(fd)", "os.close(fd)", "os.read(fd, 1)", "os.write(fd, b'x')")
r, w = os.pipe()
os.write(w, b"through the pipe")
os.close(w)
print(os.read(r, 100), os.read(r, 1))
os.close(r)
os.environ["PELLUCID_X"] = "value"
show("os.environ['PELLUCID_X']", "os.getenv('PELLUCID_X')", "os.getenv('NOPE', 'd')", "os.environ['NOPE_X']", "os.environ.pop('PELLUCID_X')", "'PELLUCID_X' in os.environ", "os.environ.__setitem__('a', 5)", "os.environ.__setitem__('a=b', 'x')", "os.putenv('A', 'b')", "type(os.environb[b'PATH'])", "os.getpid() > 0", "os.cpu_count() > 0", "os.strerror(2)", "errno.errorcode[2]", "os.umask(os.umask(0o22)) == 0o22", "os.get_terminal_size()", "len(os.urandom(5))", "os.path is p", "os.uname().sysname", "os.error is OSError", "os.WEXITSTATUS(256)")
pid = os.fork()
if pid == 0:
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), os.system("exit 3") >> 8, os.popen("echo popen").read())
P = pathlib.Path
show("P('a') / 'b' / P('c')", "P('a', '..', 'b')", "P('/a/b.tar.gz').name", "P('/a/b.tar.gz').suffixes", "P('a/b.txt').stem", "P('a/b.txt').with_suffix('.py')", "P('a/b.txt').with_name('c')", "P('a').with_suffix('bad')", "P('a/b.txt').with_stem('z')", "P('/a/b').parts", "list(P('/a/b/c').parents)", "P('a/b').parent.parent.parent", "P('/a/b').relative_to('/a')", "P('/a/b').relative_to('/c')", "P('/a/b').relative_to('/a/c', walk_up=True)", "P('a//b/./c')", "str(P(''))", "P('a') == P('a/')", "P('a') < P('b')", "hash(P('a')) == hash(P('a'))", "P('a.py').match('*.py')", "P('a/b/c.py').full_match('a/**/*.py')", "P('/').anchor", "P('a') / 5", "P(5)", "5 / P('a')", "'x' / P('a')", "P('tree').exists()", "P('nope').exists()", "P('nope').read_text()", "sorted(P('tree').rglob('*.*'))", "sorted(x.name for x in P('tree').iterdir())", "P('new.txt').write_text('é', encoding='utf-8')", "P('new.txt').read_bytes()", "P('new.txt').read_text(encoding='utf-8')", "P('new.txt').stat().st_size", "P('new.txt').rename('moved.txt')", "P('moved.txt').unlink()", "P('moved.txt').unlink()", "P('moved.txt').unlink(missing_ok=True)", "P('d/e').mkdir(parents=True)", "P('d/e').mkdir()", "P('d/e').is_dir()", "P('d').rmdir()", "P('t').touch()", "P('x').absolute()", "P('tree/link').is_symlink()", "P('tree/link').readlink()", "P('a').as_posix()", "P('/a b').as_uri()", "P('a').joinpath('b', 'c')", "pathlib.PurePosixPath('/a').is_absolute()", "pathlib.PureWindowsPath('c:/a/b').drive", "str(pathlib.PureWindowsPath('a/b'))", "repr(P('x'))", "f'{P(\"x\")}'", "P('~').expanduser() == P.home()", "[(str(r), sorted(d), sorted(f)) for r, d, f in P('tree').walk()][0]", "P.from_uri('file:///a')", "P('tree').copy('copied').name")
show("sorted(glob.glob('tree/*'))", "sorted(glob.glob('tree/**/*.py', recursive=True))", "glob.glob('nope*')", "glob.escape('a[b]*')", "sorted(glob.iglob('*', root_dir='tree'))", "shutil.copy('tree/a/two.txt', 'c.txt')", "shutil.copytree('tree', 'tree2')", "shutil.copytree('tree', 'tree2')", "shutil.move('c.txt', 'd2.txt')", "shutil.rmtree('tree2')", "shutil.rmtree('nope')", "shutil.which('nonexistent-command')", "shutil.which('sh') is not None", "shutil.disk_usage('.').total > 0", "shutil.get_terminal_size((5, 6))", "shutil.make_archive('arch', 'zip', 'tree')", "shutil.unpack_archive('arch.zip', 'unpacked')", "sorted(os.listdir('unpacked'))")
with tempfile.TemporaryDirectory(prefix="pre") as d:
    inner = d
    print(p.basename(d).startswith("pre"), p.isdir(d))
print(p.exists(inner))
with tempfile.NamedTemporaryFile("w+", suffix=".x") as f:
    f.write("t")
    f.seek(0)
    print(f.read(), f.name.endswith(".x"), p.exists(f.name))
with tempfile.TemporaryFile() as f, tempfile.SpooledTemporaryFile(max_size=5) as s:
    f.write(b"a")
    s.write(b"123456789")
    s.seek(0)
    print(f.tell(), s.read(3))
handle, name = tempfile.mkstemp(dir=".")
os.close(handle)
print(p.exists(name), tempfile.gettempdir() == os.environ["TMPDIR"], sys.getfilesystemencoding())
