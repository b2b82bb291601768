"""Incremental Chinese, Japanese and Korean codecs, stream readers and writers, their states and errors."""

import codecs
def t(f,*a):
    try: print(ascii(f(*a)))
    except Exception as e: print(type(e).__name__, ascii(e.args), e)
d=codecs.getincrementaldecoder('euc_jp')()
t(d.setstate,(b"123456789",0)); t(d.setstate,123); t(d.setstate,("a",0)); t(d.setstate,(b'',-1)); t(d.setstate,(b'',1<<64)); t(d.setstate,(b'',))
e=codecs.getincrementalencoder('euc_jp')()
t(e.setstate,9); t(e.setstate,-1); t(e.setstate,1<<200); t(e.setstate,'a'); t(e.setstate,0xff01)
t(e.encode,5); t(e.getstate)
for n in 'iso2022_jp_3','iso2022_jp_2004','euc_jis_2004','iso2022_jp':
    e=codecs.getincrementalencoder(n)()
    t(e.encode,'か'); t(e.getstate); t(e.encode,'゚'); t(e.getstate); t(e.encode,'か'); t(e.encode,'x');t(e.encode,'か'); t(e.encode,'',True); t(e.getstate); t(e.encode,'か',True); t(e.reset); t(e.getstate)
    t(e.encode,'æ'); t(e.getstate); t(e.encode,'̀'); t(e.encode,'漢字'); t(e.getstate); t(e.reset); t(e.getstate)
    e.errors='foo'; t(e.encode,'가\U00012345'); t(lambda:e.errors)
import io
class W(io.BytesIO):
    pass
w=W(); sw=codecs.getwriter('iso2022_jp_3')(w); t(sw.write,'かæ'); t(w.getvalue); t(sw.writelines,['a','か']); t(sw.reset); t(w.getvalue); t(sw.writelines,5); t(sw.write,5)
t(lambda: sw.stream is w); t(lambda: sw.errors)
r=codecs.getreader('euc_jp')(io.BytesIO('漢字\nかな\n'.encode('euc_jp'))); t(r.read,1); t(r.readline); t(r.readlines); t(r.read,0); t(r.read,'a'); t(r.stream.seek,0); t(r.reset); t(r.readline,3); t(r.readlines,2)
class S:
    def read(self,*a): return 'x'
t(codecs.getreader('euc_jp')(S()).read)
import _multibytecodec as m
t(m.MultibyteIncrementalEncoder); t(m.MultibyteStreamReader,None); t(m.__create_codec,5)
import _codecs_jp
t(_codecs_jp.getcodec,5); t(_codecs_jp.getcodec,'x'); c=_codecs_jp.getcodec('euc_jp'); t(lambda: type(c)); t(type(c)); t(c.encode,5); t(c.encode,'a',5); t(c.decode,'a'); t(c.decode,b'\xff','xx'); t(c.encode,'\u1234','xx')
codecs.register_error('bad1',lambda e:5); codecs.register_error('bad2',lambda e:('a',-99)); codecs.register_error('bad3',lambda e:(b'a',e.end)); codecs.register_error('bad4',lambda e:('\u1234',e.end)); codecs.register_error('bad5',lambda e:('a',1<<80)); codecs.register_error('bad6',lambda e:('zz',-1))
for h in 'bad1 bad2 bad3 bad4 bad5 bad6'.split():
    t(c.encode,'\u1234x',h); t(c.decode,b'\xffx',h)
print([x for x in dir(m) if not x.startswith('__')], m.MultibyteIncrementalEncoder.__module__)
print(c.encode.__text_signature__, m.MultibyteIncrementalDecoder.decode.__text_signature__, m.MultibyteStreamWriter.write.__doc__)
