"""csv, configparser, tomllib, html, xml.etree, urllib.parse, email, plistlib on text held in memory."""
import configparser
import csv
import html
import io
import tomllib
import urllib.parse as up
import xml.etree.ElementTree as ET
from html.parser import HTMLParser


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


def rows(text, **options):
    return list(csv.reader(io.StringIO(text, newline=""), **options))


def written(rows, **options):
    out = io.StringIO()
    csv.writer(out, **options).writerows(rows)
    return out.getvalue()


show("rows('a,b\\n1,\"x, y\"\\n')", "rows('a;b', delimiter=';')", "rows('\"a\"\"b\",c')", "rows('\"multi\\nline\",x')", "rows('a,\\n,b')", "rows('')", "rows('a, b', skipinitialspace=True)", "rows(\"'a,b',c\", quotechar=\"'\")", "rows('1,\"2\"', quoting=csv.QUOTE_NONNUMERIC)", "rows('a\\\\,b', escapechar='\\\\')", "rows('a\\r\\nb\\rc')", "rows('\"a', strict=True)", "rows('\"a\"b', strict=True)", "rows('a\"b')", "rows('a', delimiter='xx')", "rows('a', nope=1)", "rows('a\\x00b')", "rows('x|y', dialect='unix', delimiter='|')", "list(csv.reader(['a,b', 'c']))", "list(csv.reader([1]))", "csv.reader(5)")
show("written([[1, 'a,b', 'q\"q', None, 1.5, '']])", "written([['a', 1]], quoting=csv.QUOTE_ALL)", "written([['a', 1]], quoting=csv.QUOTE_NONNUMERIC)", "written([['a,b']], quoting=csv.QUOTE_NONE)", "written([['a,b']], quoting=csv.QUOTE_NONE, escapechar='\\\\')", "written([['a']], lineterminator='!')", "written([['']])", "written([[]])", "written(['ab'])", "written([5])", "written([[' a', 'b\\n']])", "written([['x', 'y']], delimiter='\\t')", "csv.list_dialects()", "csv.Sniffer().sniff('a;b;c\\n1;2;3').delimiter", "csv.Sniffer().has_header('name,age\\nann,3\\nbob,4')", "csv.field_size_limit()")
d = list(csv.DictReader(io.StringIO("a,b\n1,2\n3\n4,5,6\n"), restkey="rest", restval="none"))
out = io.StringIO()
w = csv.DictWriter(out, ["x", "y"], restval="-", extrasaction="ignore")
w.writeheader()
w.writerow({"x": 1, "z": 9})
print(d, repr(out.getvalue()))
show("csv.DictWriter(io.StringIO(), ['x']).writerow({'q': 1})")
ini = configparser.ConfigParser()
ini.read_string("[DEFAULT]\nbase = /base\n[one]\npath = %(base)s/x\nnumber = 5\nflag = yes\nmulti = a\n  b\nempty =\n; comment\n[two]\nkey: value # not a comment\n")
show("ini.sections()", "ini['one']['path']", "ini.getint('one', 'number')", "ini.getboolean('one', 'flag')", "ini['one']['multi']", "ini['two']['KEY']", "ini.get('two', 'nope', fallback='f')", "ini['nope']", "ini['two']['nope']", "dict(ini['two'])", "ini.has_option('two', 'base')", "ini.get('one', 'path', raw=True)", "ini.set('two', 'new', 'v')", "ini.set('two', 'new', 5)", "ini.add_section('one')", "ini.remove_option('two', 'new')", "configparser.ConfigParser().read_string('key = 1')", "configparser.ConfigParser().read_string('[a]\\nx=1\\nx=2')", "configparser.ConfigParser().read_string('[a]\\njunk')", "ini.items('two')", "ini.getboolean('one', 'number')")
out = io.StringIO()
ini.write(out)
print(out.getvalue())
show("tomllib.loads('a = 1\\nb = \"x\"\\n[t]\\nc = [1, 2.5, true]\\nd = 2026-01-02T03:04:05Z\\n[[arr]]\\nn = 1\\n[[arr]]\\nn = 2')", "tomllib.loads('a = ')", "tomllib.loads('a = 1\\na = 2')", "tomllib.loads('x = 0xff\\ny = 1_000\\nz = inf\\ns = \\'\\'\\'raw\\'\\'\\'\\nd.e.f = 1')", "tomllib.loads('t = {a = 1, b = {c = 2}}')", "tomllib.loads(b'a=1')", "tomllib.loads('a = 07')")
show("html.escape('<a href=\"x\">&\\'</a>')", "html.escape('\"', quote=False)", "html.unescape('&lt;&amp;&#39;&#x41;&eacute;&nosuch;&copy')")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.log = []

    def handle_starttag(self, tag, attrs):
        self.log.append(("start", tag, attrs))

    def handle_endtag(self, tag):
        self.log.append(("end", tag))

    def handle_data(self, data):
        self.log.append(("data", data))

    def handle_comment(self, data):
        self.log.append(("comment", data))


parser = Tags()
parser.feed('<p class="a" hidden>text &amp; <b>bold</b><br/><!-- note --></p>')
parser.close()
print(parser.log)
root = ET.fromstring('<root a="1"><!-- c --><item n="x">text<sub/>tail</item><item n="y">é &lt; &#65;</item><ns:z xmlns:ns="urn:n" ns:q="v"/></root>')
show("root.tag, root.attrib", "[c.tag for c in root]", "root[0].text, root[0][0].tail", "root.find('item').get('n')", "[e.get('n') for e in root.findall('item')]", "root.findall('.//item[@n=\"y\"]')[0].text", "root.findtext('item')", "root.findtext('nope', 'd')", "len(root)", "[e.tag for e in root.iter()]", "''.join(root.itertext())", "ET.tostring(root)", "ET.tostring(root, encoding='unicode')", "ET.fromstring('<a><b></a>')", "ET.fromstring('')", "ET.fromstring('<a>&nope;</a>')", "ET.fromstring('<a b=1/>')", "root.find('item[2]').text", "list(ET.Element('x', {'k': 'v'}, z='w').items())", "ET.canonicalize('<a  b=\"1\" ></a>')", "ET.SubElement(root, 'new').tag", "root.remove(root[0])", "root.set('b', '2')", "list(root.keys())", "ET.iselement(root)", "bool(ET.XML('<a><b/></a>').find('b') is not None)")
tree = ET.ElementTree(ET.fromstring("<a><b><c/></b><b>x</b></a>"))
ET.indent(tree)
tree.write("t.xml", encoding="utf-8", xml_declaration=True)
print(open("t.xml").read(), [(e, x.tag) for e, x in ET.iterparse("t.xml", ("start", "end"))])
import xml.dom.minidom
import xml.sax

dom = xml.dom.minidom.parseString("<a><b k='v'>t</b></a>")
print(dom.documentElement.getElementsByTagName("b")[0].getAttribute("k"), dom.toprettyxml(indent=" ").splitlines())


class Sax(xml.sax.ContentHandler):
    def startElement(self, name, attrs):
        print("sax", name, dict(attrs))


xml.sax.parseString(b"<a x='1'><b/></a>", Sax())
show("up.urlparse('http://u:p@host:80/path;p?q=1&r#f')", "up.urlsplit('//h/p').netloc", "up.urlparse('http://h:x/').port", "up.urlunparse(('s', 'n', 'p', '', 'q', 'f'))", "up.urljoin('http://a/b/c', '../d')", "up.urljoin('http://a/b', '//x/y')", "up.quote('a b/é?')", "up.quote('a/b', safe='')", "up.quote_plus('a b&c')", "up.unquote('a%20b%C3%A9%zz')", "up.unquote_plus('a+b')", "up.urlencode({'a': 1, 'b': ['x', 'y']}, doseq=True)", "up.urlencode([('k', 'é &')])", "up.parse_qs('a=1&a=2&b=&c')", "up.parse_qs('a=&b', keep_blank_values=True)", "up.parse_qsl('a=1;b=2&c=3')", "up.urlparse('mailto:x@y').path", "up.urlparse('http://[::1]:8080/').hostname", "up.urldefrag('http://a#b')", "up.unquote_to_bytes('%ff')", "up.urlsplit('http://[bad')")
import email
import email.message
import email.policy

m = email.message_from_string("From: A <a@x>\nTo: b@y, c@z\nSubject: =?utf-8?q?=C3=A9t=C3=A9?=\nContent-Type: text/plain\n\nBody line\n", policy=email.policy.default)
print(m["from"], m["subject"], m.get_content(), m["to"].addresses[1].addr_spec, m.is_multipart())
e = email.message.EmailMessage()
e["Subject"] = "té"
e.set_content("héllo\n")
print(e.as_string().splitlines()[:2], e.get_content_type())
