//! From the bytes of a source file to text: byte order mark, PEP 263 coding cookie, validation of UTF-8, newlines.
//!
//! Only UTF-8, Latin-1 and ASCII are built in. Any other encoding goes to the hook of
//! [`Options::decoder`](crate::Options), since codecs are Python objects that the front end does not know.

use std::borrow::Cow;

use crate::fault::{FaultKind, Place, SyntaxFault};

/// Decodes bytes in an encoding that is not built in; the error is the message of the exception that was raised.
pub type Decoder<'a> = dyn Fn(&str, &[u8]) -> Result<String, String> + 'a;

/// The encoding that a source declares, and how many bytes of mark come before its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// As CPython normalises it: `utf-8`, `iso-8859-1`, or the cookie as written.
    pub encoding: Option<String>,
    pub bom: usize,
    /// The line (1 or 2) that holds the cookie.
    pub cookie_line: usize,
}

/// Looks for a mark and a coding cookie (`# -*- coding: latin-1 -*-`) as the tokenizer does.
pub fn declared(bytes: &[u8]) -> Declared {
    let bom = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut rest = &bytes[bom..];
    for cookie_line in 1..=2 {
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let line = &rest[..end];
        if let Some(name) = cookie(line) {
            return Declared { encoding: Some(normal_name(name)), bom, cookie_line };
        }
        let first = line.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'));
        if !matches!(first, None | Some(b'#')) {
            break;
        }
        let newline = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
        rest = rest.get(end + newline..).unwrap_or(&[]);
    }
    Declared { encoding: None, bom, cookie_line: 0 }
}

/// The encoding named in a comment line, after `coding:` or `coding=`.
fn cookie(line: &[u8]) -> Option<&str> {
    let start = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'))?;
    let comment = line[start..].strip_prefix(b"#")?;
    let mut at = 0;
    while let Some(found) = comment.get(at..)?.windows(6).position(|window| window == b"coding") {
        at += found + 6;
        let Some(b':' | b'=') = comment.get(at) else { continue };
        let blanks = comment[at + 1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let name = &comment[at + 1 + blanks..];
        let len = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)).count();
        if len > 0 {
            return std::str::from_utf8(&name[..len]).ok();
        }
    }
    None
}

/// CPython's own names for the encodings that it knows without the codec registry.
fn normal_name(name: &str) -> String {
    let start: String = name.chars().take(12).map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
    let is = |known: &str| start == known || start.strip_prefix(known).is_some_and(|rest| rest.starts_with('-'));
    if is("utf-8") {
        "utf-8".to_owned()
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        "iso-8859-1".to_owned()
    } else {
        name.to_owned()
    }
}

/// Decodes a source; the mark is taken off, newlines are left as they are. `file` is as in
/// [`Options::file`](crate::Options).
pub fn decode<'a>(
    bytes: &'a [u8],
    file: Option<&str>,
    decoder: Option<&Decoder<'_>>,
) -> Result<Cow<'a, str>, SyntaxFault> {
    let found = declared(bytes);
    let body = &bytes[found.bom..];
    let encoding = found.encoding.as_deref().unwrap_or("utf-8");
    if encoding == "utf-8" {
        let declared = found.encoding.is_some() || found.bom > 0;
        return match std::str::from_utf8(body) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) if file.is_some() && declared => Err(declared_utf8_fault(body, error)),
            Err(error) => Err(utf8_fault(body, error.valid_up_to(), file)),
        };
    }
    if found.bom > 0 {
        return Err(cookie_fault(body, found.cookie_line, format!("encoding problem: {encoding} with BOM")));
    }
    if encoding == "iso-8859-1" {
        return Ok(Cow::Owned(body.iter().map(|byte| char::from(*byte)).collect()));
    }
    let decoded = match decoder {
        Some(decode) => decode(encoding, body),
        None if encoding.eq_ignore_ascii_case("ascii") || encoding.eq_ignore_ascii_case("us-ascii") => ascii(body),
        None => Err(format!("unknown encoding: {encoding}")),
    };
    decoded.map(Cow::Owned).map_err(|msg| SyntaxFault {
        kind: FaultKind::SyntaxError,
        msg,
        place: Some(Place { lineno: 0, offset: -1, end_lineno: None, end_offset: None, text: None }),
        attempt: None,
    })
}

fn ascii(bytes: &[u8]) -> Result<String, String> {
    match bytes.iter().position(|byte| !byte.is_ascii()) {
        None => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Some(at) => Err(format!(
            "'ascii' codec can't decode byte {:#04x} in position {at}: ordinal not in range(128)",
            bytes[at]
        )),
    }
}

/// Where a line of `bytes` begins and ends that holds the byte at `at`.
fn line_around(bytes: &[u8], at: usize) -> (usize, usize) {
    let newline = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let start = bytes[..at].iter().rposition(newline).map_or(0, |newline| newline + 1);
    let end = bytes[at..].iter().position(newline).map_or(bytes.len(), |n| at + n);
    (start, end)
}

/// A fault in a line before the tokenizer sees any column in it.
fn line_fault(bytes: &[u8], at: usize, text: &[u8], msg: String) -> SyntaxFault {
    SyntaxFault {
        kind: FaultKind::SyntaxError,
        msg,
        place: Some(Place {
            lineno: lines_before(&bytes[..at]) as i32 + 1,
            offset: 0,
            end_lineno: None,
            end_offset: None,
            text: Some(String::from_utf8_lossy(text).into_owned()),
        }),
        attempt: None,
    }
}

/// A null byte in a file; the line ends there for the reader.
pub fn null_fault(bytes: &[u8], at: usize) -> SyntaxFault {
    let (start, _) = line_around(bytes, at);
    line_fault(bytes, at, &bytes[start..at], "source code cannot contain null bytes".to_owned())
}

/// Bytes that are not UTF-8 in a file that says it is.
fn declared_utf8_fault(bytes: &[u8], error: std::str::Utf8Error) -> SyntaxFault {
    let at = error.valid_up_to();
    let (start, end) = line_around(bytes, at);
    let starts = matches!(bytes[at], 0xc2..=0xf4);
    let reason = match error.error_len() {
        None => "unexpected end of data",
        Some(_) if starts => "invalid continuation byte",
        Some(_) => "invalid start byte",
    };
    let msg = format!(
        "(unicode error) 'utf-8' codec can't decode byte {:#04x} in position {}: {reason}",
        bytes[at],
        at - start
    );
    line_fault(bytes, at, &bytes[start..end], msg)
}

/// Bytes that are not UTF-8, in a source that says nothing about its encoding.
fn utf8_fault(bytes: &[u8], at: usize, file: Option<&str>) -> SyntaxFault {
    let (start, end) = line_around(bytes, at);
    let lineno = lines_before(&bytes[..at]) + 1;
    let offset = String::from_utf8_lossy(&bytes[start..at]).chars().count() as i32 + 1;
    let place = file.map_or_else(String::new, |name| format!(" in file {name}"));
    SyntaxFault {
        kind: FaultKind::SyntaxError,
        msg: format!(
            "Non-UTF-8 code starting with '\\x{:02x}'{place} on line {lineno}, but no encoding declared; \
             see https://peps.python.org/pep-0263/ for details",
            bytes[at]
        ),
        place: Some(Place {
            lineno: lineno as i32,
            offset,
            end_lineno: Some(lineno as i32),
            end_offset: Some(offset),
            text: Some(String::from_utf8_lossy(&bytes[start..end]).into_owned()),
        }),
        attempt: None,
    }
}

fn lines_before(bytes: &[u8]) -> usize {
    let pairs = bytes.windows(2).filter(|pair| *pair == b"\r\n").count();
    bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() - pairs
}

fn cookie_fault(body: &[u8], cookie_line: usize, msg: String) -> SyntaxFault {
    let line = body.split(|byte| *byte == b'\n').nth(cookie_line - 1).unwrap_or(&[]);
    let text = String::from_utf8_lossy(line).trim_end_matches('\r').to_owned();
    SyntaxFault {
        kind: FaultKind::SyntaxError,
        msg,
        place: Some(Place {
            lineno: cookie_line as i32,
            offset: 0,
            end_lineno: Some(cookie_line as i32),
            end_offset: Some(text.chars().count() as i32),
            text: Some(text),
        }),
        attempt: None,
    }
}

/// Turns `\r\n` and lone `\r` into `\n`, as the tokenizer does before it looks at anything else.
pub fn universal_newlines(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_found_in_the_first_two_lines_only() {
        let encoding = |text: &str| declared(text.as_bytes()).encoding;
        assert_eq!(encoding("# -*- coding: Latin_1 -*-\n").as_deref(), Some("iso-8859-1"));
        assert_eq!(encoding("#!/bin/python\n# vim: set fileencoding=cp1252 :\n").as_deref(), Some("cp1252"));
        assert_eq!(encoding("\n\n# coding: latin-1\n"), None);
        assert_eq!(encoding("x = 1\n# coding: latin-1\n"), None);
        assert_eq!(encoding("# encoding utf-8\n"), None);
        assert_eq!(encoding("# decoding coding: utf8\r\n").as_deref(), Some("utf8"));
        assert_eq!(encoding("# coding=UTF-8-sig"), Some("utf-8".to_owned()));
    }

    #[test]
    fn bad_utf8_is_placed_by_characters() {
        let fault = decode(b"# coding: utf-8\nx='\xc3\xa4\xff'", None, None).expect_err("0xff is never UTF-8");
        let place = fault.place.expect("the line is known");
        assert!(fault.msg.starts_with("Non-UTF-8 code starting with '\\xff' on line 2, but no encoding"));
        assert_eq!((place.lineno, place.offset, place.end_offset), (2, 5, Some(5)));
        assert_eq!(place.text.as_deref(), Some("x='ä\u{fffd}'"));
    }

    #[test]
    fn other_encodings_go_to_the_hook() {
        let hook = |encoding: &str, bytes: &[u8]| match encoding {
            "cp1252" => Ok(format!("{} bytes", bytes.len())),
            _ => Err(format!("unknown encoding: {encoding}")),
        };
        assert_eq!(decode(b"#coding:cp1252", None, Some(&hook)).as_deref(), Ok("14 bytes"));
        let fault = decode(b"# coding: foo\nx", None, Some(&hook)).expect_err("there is no such encoding");
        assert_eq!(fault.msg, "unknown encoding: foo");
        let place = fault.place.expect("CPython gives line 0");
        assert_eq!((place.lineno, place.offset, place.text), (0, -1, None));
    }

    #[test]
    fn a_mark_contradicts_another_encoding() {
        let fault = decode(b"\xef\xbb\xbf# coding: latin-1\nx", None, None).expect_err("mark and cookie differ");
        assert_eq!(fault.msg, "encoding problem: iso-8859-1 with BOM");
        assert_eq!(decode(b"\xef\xbb\xbfx=1", None, None).as_deref(), Ok("x=1"));
        assert_eq!(decode(b"# coding: latin-1\n\xff", None, None).as_deref(), Ok("# coding: latin-1\n\u{ff}"));
    }

    #[test]
    fn a_file_that_is_run_is_named() {
        let fault = decode(b"\n\xff", Some("a.py"), None).expect_err("0xff is never UTF-8");
        assert!(fault.msg.starts_with("Non-UTF-8 code starting with '\\xff' in file a.py on line 2, but"));
        let fault = decode(b"# coding: utf-8\nx = '\xc3'\n", Some("a.py"), None).expect_err("half a character");
        let words = "(unicode error) 'utf-8' codec can't decode byte 0xc3 in position 5: invalid continuation byte";
        assert_eq!(fault.msg, words);
        let place = null_fault(b"x\ny = \0z", 6).place.expect("the line is known");
        assert_eq!((place.lineno, place.offset, place.text.as_deref()), (2, 0, Some("y = ")));
    }
}
