"""socket, select, selectors, ssl-free http: pairs, servers on a loopback port, timeouts, non-blocking modes."""
import http.client
import http.server
import io
import select
import selectors
import socket
import socketserver
import threading
import urllib.request


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


a, b = socket.socketpair()
print(a.send(b"hello"), b.recv(3), b.recv(10), a.family.name, a.type.name, a.fileno() >= 0, a.gettimeout(), a.getblocking())
a.sendall(b"x" * 1000)
received = b""
while len(received) < 1000:
    received += b.recv(4096)
print(len(received))
buffer = bytearray(5)
a.send(b"into buffer")
print(b.recv_into(buffer), buffer, b.recv(3, socket.MSG_PEEK), b.recv(100))
b.settimeout(0.01)
attempt(lambda: b.recv(1))
b.setblocking(False)
attempt(lambda: b.recv(1))
print(b.gettimeout(), select.select([b], [a], [], 0)[1] == [a], select.select([b], [], [], 0.001))
a.send(b"ready")
print(select.select([b], [], [], 1)[0] == [b])
p = select.poll()
p.register(b, select.POLLIN)
print([event for fd, event in p.poll(10)] == [select.POLLIN], p.unregister(b), p.poll(1))
b.setblocking(True)
a.shutdown(socket.SHUT_WR)
print(b.recv(100), b.recv(1))
a.close()
attempt(lambda: a.send(b"x"))
attempt(lambda: a.fileno())
attempt(lambda: b.send("text"))
print(b.detach() >= 0, b.fileno(), repr(a).startswith("<socket.socket [closed]"))
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", 0))
server.listen()
port = server.getsockname()[1]
seen = []


def serve():
    connection, address = server.accept()
    with connection, connection.makefile("rw", encoding="utf-8", newline="\n") as f:
        for line in f:
            seen.append(line)
            f.write(line.upper())
            f.flush()


t = threading.Thread(target=serve)
t.start()
with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
    print(client.getpeername()[0], client.getsockname()[0])
    f = client.makefile("rwb")
    f.write(b"first\nsecond\n")
    f.flush()
    print(f.readline(), f.readline())
    f.close()
t.join()
server.close()
print(seen)
attempt(lambda: socket.create_connection(("127.0.0.1", port), timeout=5))
attempt(lambda: socket.socket().bind(("999.0.0.1", 1)))
attempt(lambda: socket.socket().connect("not a tuple"))
attempt(lambda: socket.socket(-5, -5, -5))
u1, u2 = socket.socket(type=socket.SOCK_DGRAM), socket.socket(type=socket.SOCK_DGRAM)
u1.bind(("127.0.0.1", 0))
u2.sendto(b"datagram", u1.getsockname())
data, address = u1.recvfrom(100)
print(data, address[0])
u1.close(), u2.close()
unix = socket.socket(socket.AF_UNIX)
unix.bind("sock")
unix.listen(1)
c = socket.socket(socket.AF_UNIX)
c.connect("sock")
s, _ = unix.accept()
c.send(b"unix")
print(s.recv(10), unix.getsockname())
s.close(), c.close(), unix.close()
print(socket.inet_aton("1.2.3.4"), socket.inet_ntoa(b"\x01\x02\x03\x04"), socket.inet_pton(socket.AF_INET6, "::1")[-1], socket.inet_ntop(socket.AF_INET6, b"\0" * 15 + b"\1"), socket.htons(1), socket.ntohl(1), socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)[0][4], socket.AF_INET, socket.SOCK_STREAM, socket.has_ipv6 in (True, False), socket.timeout is TimeoutError, socket.error is OSError)
attempt(lambda: socket.inet_aton("bad"))
attempt(lambda: socket.getaddrinfo("127.0.0.1", "no-such-service"))
sel = selectors.DefaultSelector()
x, y = socket.socketpair()
sel.register(x, selectors.EVENT_READ, data="tag")
print(sel.select(0), y.send(b"wake"), [(k.data, m) for k, m in sel.select(1)], sel.get_key(x).data, sel.unregister(x).data, len(sel.get_map()))
sel.close()
x.close(), y.close()
ep = select.epoll()
x, y = socket.socketpair()
ep.register(x, select.EPOLLIN)
y.send(b"e")
print([e for _, e in ep.poll(1)], ep.closed)
ep.close()
x.close(), y.close()


class Upper(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline().upper())


with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Upper) as srv:
    threading.Thread(target=srv.serve_forever).start()
    with socket.create_connection(srv.server_address) as c:
        c.sendall(b"threaded\n")
        print(c.makefile().readline())
    srv.shutdown()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"path {self.path}".encode()
        self.send_response(200 if "missing" not in self.path else 404)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.end_headers()
        self.wfile.write(body[::-1])

    def log_message(self, *args):
        pass


with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as srv:
    threading.Thread(target=srv.serve_forever).start()
    url = f"http://127.0.0.1:{srv.server_port}"
    with urllib.request.urlopen(url + "/a?b=1") as r:
        print(r.status, r.read(), r.headers["content-type"])
    conn = http.client.HTTPConnection("127.0.0.1", srv.server_port)
    conn.request("POST", "/p", body=b"body")
    r = conn.getresponse()
    print(r.status, r.reason, r.read())
    conn.close()
    try:
        urllib.request.urlopen(url + "/missing")
    except urllib.request.HTTPError as e:
        print(e.code, e.read())
        e.close()
    srv.shutdown()
r = http.client.HTTPResponse(type("S", (), {"makefile": lambda self, *a: io.BytesIO(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")})())
r.begin()
print(r.status, r.read(), r.getheader("transfer-encoding"))
