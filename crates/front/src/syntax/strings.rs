//! Strings, f-strings, t-strings and numbers: from their tokens to nodes.

use std::rc::Rc;
use std::sync::Arc;

use rustpython_wtf8::Wtf8Buf;

use super::literal::{Decoded, escape_warning, number, unescape, unescape_bytes};
use super::node::{Field, Node};
use super::parser::{E, Fail, Parser, R, Rule, Span};
use super::token::{Kind, Token};
use crate::code::{Const, Name};
use crate::compile::SyntaxWarning;

/// Whether a replacement field belongs to an f-string or a t-string, and what it becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FieldStyle {
    /// In an f-string, or in a format spec of one.
    F,
    /// In the format spec of a t-string: t-string tokens, f-string nodes.
    SpecOfT,
    /// In a t-string.
    T,
}

impl FieldStyle {
    fn middle(self) -> Kind {
        if self == FieldStyle::F { Kind::FStringMiddle } else { Kind::TStringMiddle }
    }

    fn letter(self) -> char {
        if self == FieldStyle::F { 'f' } else { 't' }
    }

    fn in_spec(self) -> FieldStyle {
        if self == FieldStyle::F { FieldStyle::F } else { FieldStyle::SpecOfT }
    }
}

fn constant_at(span: (i32, i32, i32, i32), value: Const, kind: Field) -> E {
    let (lineno, col_offset, end_lineno, end_col_offset) = span;
    let fields = vec![("value", Field::Const(value)), ("kind", kind)];
    Rc::new(Node { kind: "Constant", fields, lineno, col_offset, end_lineno, end_col_offset })
}

fn str_of(node: &Node) -> Option<&Name> {
    match node.get("value") {
        Field::Const(Const::Str(text)) if node.kind == "Constant" => Some(text),
        _ => None,
    }
}

/// Removes comments from the text of a replacement field.
fn without_comments(text: &str) -> String {
    if !text.contains('#') {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '#') => {
                if chars.by_ref().any(|c| c == '\n') {
                    kept.push('\n');
                }
                continue;
            }
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (Some(_), '\\') => {
                kept.push(c);
                kept.extend(chars.next());
                continue;
            }
            _ => {}
        }
        kept.push(c);
    }
    kept
}

/// Takes literals apart, and the label and field of `{x=}`, which are a literal inside one.
fn flatten(part: &E, flat: &mut Vec<E>) {
    match part.kind {
        "JoinedStr" | "TemplateStr" => {
            part.list("values").iter().filter_map(Field::as_node).for_each(|value| flatten(value, flat));
        }
        _ => flat.push(part.clone()),
    }
}

/// Joins neighbouring string constants and drops empty ones, where the parts are those of an f-string or t-string.
fn joined(parts: Vec<E>, drop_empty: bool) -> Vec<E> {
    let mut out: Vec<E> = Vec::new();
    let mut flat = Vec::new();
    parts.iter().for_each(|part| flatten(part, &mut flat));
    for part in flat {
        let Some(text) = str_of(&part) else {
            out.push(part);
            continue;
        };
        if drop_empty && text.is_empty() {
            continue;
        }
        let previous = out.last().and_then(|last| str_of(last).map(|before| (last.clone(), before.clone())));
        if let Some((last, before)) = previous {
            let mut whole = Wtf8Buf::with_capacity(before.len() + text.len());
            whole.push_wtf8(&before);
            whole.push_wtf8(text);
            let span = (last.lineno, last.col_offset, part.end_lineno, part.end_col_offset);
            out.pop();
            out.push(constant_at(span, Const::Str(Arc::new(whole)), last.get("kind").clone()));
        } else {
            out.push(part);
        }
    }
    out
}

impl Parser<'_> {
    pub(super) fn number(&mut self) -> R<E> {
        let token = self.expect(Kind::Number)?;
        if self.text_of(&token).contains('_') {
            self.since(6, "Underscores in numeric literals are")?;
        }
        match number(self.text_of(&token), self.options.int_max_str_digits) {
            Ok(value) => Ok(constant_at(token.span(), value, Field::None)),
            Err(digits) => {
                let max = self.options.int_max_str_digits;
                let msg = format!(
                    "Exceeds the limit ({max} digits) for integer string conversion: value has {digits} digits; use \
                     sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer \
                     literals to avoid decimal conversion limits."
                );
                Err(self.at_columns((token.lineno, -1, token.end_lineno, -1), msg))
            }
        }
    }

    pub(super) fn strings(&mut self) -> R<E> {
        self.memo(Rule::Strings, |p| {
            if p.invalid {
                p.opt(Self::invalid_string_tstring_concat)?;
            }
            let begin = p.here()?;
            let parts = p.many(Self::fstring_or_string)?;
            if !parts.is_empty() {
                return p.concatenated(begin, parts);
            }
            let parts = p.many1(Self::tstring)?;
            let values = joined(parts, true);
            Ok(p.node(begin, "TemplateStr", vec![("values", values.into())]))
        })
    }

    fn fstring_or_string(&mut self) -> R<E> {
        match self.peek_kind()? {
            Kind::FStringStart => self.fstring(),
            Kind::String => self.string(),
            _ => Err(Fail::No),
        }
    }

    fn invalid_string_tstring_concat(&mut self) -> R<()> {
        const MIXED: &str = "cannot mix t-string literals with string or bytes literals";
        if let Some((a, b)) = self.opt(|p| Ok((p.many1(Self::fstring_or_string)?, p.tstring()?)))? {
            let last = a.last().cloned().unwrap_or_else(|| b.clone());
            return Err(self.range(&last, &b, MIXED));
        }
        let a = self.many1(Self::tstring)?;
        let b = self.fstring_or_string()?;
        let last = a.last().cloned().unwrap_or_else(|| b.clone());
        Err(self.range(&last, &b, MIXED))
    }

    fn concatenated(&mut self, begin: (i32, i32), parts: Vec<E>) -> R<E> {
        let is_bytes = |part: &E| matches!(part.get("value"), Field::Const(Const::Bytes(_)));
        let bytes = parts.iter().filter(|part| is_bytes(part)).count();
        if bytes > 0 && bytes < parts.len() {
            return Err(self.plain("cannot mix bytes and nonbytes literals"));
        }
        let formatted = parts.iter().any(|part| part.kind == "JoinedStr");
        if parts.len() == 1 && !formatted {
            return Ok(parts[0].clone());
        }
        if bytes > 0 {
            let mut whole = Vec::new();
            for part in &parts {
                if let Field::Const(Const::Bytes(bytes)) = part.get("value") {
                    whole.extend_from_slice(bytes);
                }
            }
            let fields =
                vec![("value", Field::Const(Const::Bytes(Arc::from(whole)))), ("kind", parts[0].get("kind").clone())];
            return Ok(self.node(begin, "Constant", fields));
        }
        let mut values = joined(parts, formatted);
        if formatted {
            return Ok(self.node(begin, "JoinedStr", vec![("values", values.into())]));
        }
        values.truncate(1);
        values.pop().ok_or(Fail::No)
    }

    /// One literal that is neither f-string nor t-string.
    fn string(&mut self) -> R<E> {
        let token = self.expect(Kind::String)?;
        let text = self.text_of(&token);
        let quote_at = text.find(['\'', '"']).unwrap_or(0);
        let (prefix, quoted) = text.split_at(quote_at);
        let quotes =
            if quoted.len() >= 6 && (quoted.starts_with("'''") || quoted.starts_with("\"\"\"")) { 3 } else { 1 };
        let body = &quoted[quotes..quoted.len() - quotes];
        let body_at = token.start + quote_at + quotes;
        let has = |letter: char| prefix.contains(letter) || prefix.contains(letter.to_ascii_uppercase());
        if has('b') {
            if !body.is_ascii() {
                return Err(self.known(&token, "bytes can only contain ASCII literal characters"));
            }
            let value = if has('r') {
                body.as_bytes().to_vec()
            } else {
                let decoded =
                    unescape_bytes(body).map_err(|reason| self.known(&token, format!("(value error) {reason}")))?;
                self.warn_escape(&decoded, &token, body_at);
                decoded.value
            };
            return Ok(constant_at(token.span(), Const::Bytes(Arc::from(value)), Field::None));
        }
        let value = if has('r') { Wtf8Buf::from(body) } else { self.unescaped(body, &token, body_at)? };
        let kind = if prefix == "u" { Field::Str(Name::new("u".into())) } else { Field::None };
        Ok(constant_at(token.span(), Const::Str(Arc::new(value)), kind))
    }

    fn unescaped(&mut self, body: &str, token: &Token, body_at: usize) -> R<Wtf8Buf> {
        let decoded = unescape(body).map_err(|reason| self.known(token, format!("(unicode error) {reason}")))?;
        self.warn_escape(&decoded, token, body_at);
        Ok(decoded.value)
    }

    fn warn_escape<T>(&mut self, decoded: &Decoded<T>, token: &Token, body_at: usize) {
        let Some(bad) = decoded.bad_escape else { return };
        if self.invalid {
            return;
        }
        let at = body_at + bad;
        let rest = &self.lexer.text[at..];
        if token.kind != Kind::String && rest.starts_with(['{', '}']) {
            // The tokenizer has warned of it.
            return;
        }
        let before = &self.lexer.text[token.start..at];
        let lineno = token.lineno + before.matches('\n').count() as i32;
        let line = self.lexer.text[..at].rsplit('\n').next().unwrap_or_default();
        let offset = line.chars().count() as i32;
        self.string_warnings.push(SyntaxWarning { message: escape_warning(rest), lineno, offset });
    }

    // f-strings and t-strings

    fn fstring(&mut self) -> R<E> {
        self.deeper(|p| p.interpolated(FieldStyle::F, Kind::FStringStart, Kind::FStringEnd, "JoinedStr"))
    }

    fn tstring(&mut self) -> R<E> {
        self.memo(Rule::TString, |p| {
            let found = p.interpolated(FieldStyle::T, Kind::TStringStart, Kind::TStringEnd, "TemplateStr")?;
            p.since(14, "t-strings are")?;
            Ok(found)
        })
    }

    fn interpolated(&mut self, style: FieldStyle, start: Kind, end: Kind, kind: &'static str) -> R<E> {
        let begin = self.here()?;
        let opening = self.expect(start)?;
        let raw = self.text_of(&opening).contains(['r', 'R']);
        // The text is decoded when the whole literal has been read, as its faults lie at its end.
        let parts = self.many(|p| match p.opt(|p| p.replacement_field(style))? {
            Some(field) => Ok((field, None)),
            None => {
                let token = p.expect(style.middle())?;
                let placeholder = constant_at(token.span(), Const::None, Field::None);
                Ok((placeholder, Some(token)))
            }
        })?;
        self.expect(end)?;
        let mut values = Vec::with_capacity(parts.len());
        for (field, token) in parts {
            values.push(match token {
                Some(token) => self.middle_constant(&token, raw)?,
                None => field,
            });
        }
        Ok(self.node(begin, kind, vec![("values", values.into())]))
    }

    fn middle_constant(&mut self, token: &Token, raw: bool) -> R<E> {
        let text = self.text_of(token);
        let value = if raw { Wtf8Buf::from(text) } else { self.unescaped(text, token, token.start)? };
        let (lineno, col, end_lineno, end_col) = token.span();
        // A doubled brace is one character of the value, but the whole of the text.
        let end_col = if self.is_doubled(token) { end_col + 1 } else { end_col };
        Ok(constant_at((lineno, col, end_lineno, end_col), Const::Str(Arc::new(value)), Field::None))
    }

    /// Whether the brace that ends this token is written twice.
    fn is_doubled(&self, token: &Token) -> bool {
        let bytes = self.lexer.text.as_bytes();
        let next = self.tokens.iter().find(|other| other.start >= token.end && other.kind != Kind::EndMarker);
        matches!(bytes.get(token.end), Some(b'{' | b'}')) && next.is_some_and(|next| next.start > token.end)
    }

    fn replacement_field(&mut self, style: FieldStyle) -> R<E> {
        if !self.at(Kind::LBrace)? {
            return Err(Fail::No);
        }
        if let Some(field) = self.opt(|p| p.deeper(|p| p.valid_field(style)))? {
            return Ok(field);
        }
        if self.invalid {
            self.invalid_replacement_field(style.letter())?;
        }
        Err(Fail::No)
    }

    fn valid_field(&mut self, style: FieldStyle) -> R<E> {
        let begin = self.here()?;
        let open = self.expect(Kind::LBrace)?;
        let value = self.annotated_rhs()?;
        let debug = self.opt(|p| p.expect(Kind::Equal))?;
        let text_end = self.peek()?.clone();
        let conversion = self.opt(|p| p.conversion(style.letter()))?;
        let format = self.opt(|p| p.full_format_spec(style))?;
        self.expect(Kind::RBrace)?;
        let source = without_comments(&self.lexer.text[open.end..text_end.start]);
        let code = match (&conversion, &debug, &format) {
            (Some(letter), ..) => i64::from(*letter),
            (None, Some(_), None) => i64::from(b'r'),
            _ => -1,
        };
        let shared = [("conversion", Field::Int(code)), ("format_spec", Field::from(format))];
        let mut fields = vec![("value", value.into())];
        let kind = if style == FieldStyle::T {
            let shown = match &debug {
                Some(equal) => without_comments(&self.lexer.text[open.end..equal.start]),
                None => source.clone(),
            };
            fields.push(("str", Field::Const(Const::Str(Name::new(shown.into())))));
            "Interpolation"
        } else {
            "FormattedValue"
        };
        fields.extend(shared);
        let field = self.node(begin, kind, fields);
        if debug.is_none() {
            return Ok(field);
        }
        let span = (open.lineno, open.col + 1, text_end.lineno, text_end.col);
        let label = constant_at(span, Const::Str(Name::new(source.into())), Field::None);
        Ok(self.node(begin, "JoinedStr", vec![("values", vec![label, field].into())]))
    }

    /// `!r`; the letter.
    fn conversion(&mut self, letter: char) -> R<u8> {
        let mark = self.expect(Kind::Exclamation)?;
        let token = self.expect(Kind::Name)?;
        if mark.lineno != token.lineno || mark.end_col != token.col {
            let msg = format!("{letter}-string: conversion type must come right after the exclamation mark");
            return Err(self.range(&mark, &token, msg));
        }
        match self.text_of(&token) {
            text @ ("s" | "r" | "a") => Ok(text.as_bytes()[0]),
            text => {
                let msg = format!("{letter}-string: invalid conversion character '{text}': expected 's', 'r', or 'a'");
                Err(self.known(&token, msg))
            }
        }
    }

    fn format_spec_part(&mut self, style: FieldStyle) -> R<E> {
        if self.at(style.middle())? {
            let token = self.expect(style.middle())?;
            let raw = self.in_raw_string();
            return self.middle_constant(&token, raw);
        }
        self.replacement_field(style.in_spec())
    }

    /// Whether the innermost string that is open here is a raw one: `rf"{x:\d}"`.
    fn in_raw_string(&self) -> bool {
        let mut closed = 0;
        for token in self.tokens[..self.mark].iter().rev() {
            match token.kind {
                Kind::FStringEnd | Kind::TStringEnd => closed += 1,
                Kind::FStringStart | Kind::TStringStart if closed > 0 => closed -= 1,
                Kind::FStringStart | Kind::TStringStart => {
                    return self.text_of(token).bytes().any(|byte| byte.eq_ignore_ascii_case(&b'r'));
                }
                _ => {}
            }
        }
        false
    }

    fn full_format_spec(&mut self, style: FieldStyle) -> R<E> {
        let begin = self.here()?;
        self.expect(Kind::Colon)?;
        let parts = self.many(|p| p.format_spec_part(style))?;
        let values = joined(parts, true);
        Ok(self.node(begin, "JoinedStr", vec![("values", values.into())]))
    }

    fn invalid_replacement_field(&mut self, letter: char) -> R<()> {
        self.expect(Kind::LBrace)?;
        let first = self.peek()?.clone();
        let shown = match first.kind {
            Kind::Equal => Some('='),
            Kind::Exclamation => Some('!'),
            Kind::Colon => Some(':'),
            Kind::RBrace => Some('}'),
            _ => None,
        };
        if let Some(shown) = shown {
            return Err(self.known(&first, format!("{letter}-string: valid expression required before '{shown}'")));
        }
        if self.opt(Self::annotated_rhs)?.is_none() {
            return Err(self.next_token(format!("{letter}-string: expecting a valid expression after '{{'")));
        }
        if !matches!(self.peek_kind()?, Kind::Equal | Kind::Exclamation | Kind::Colon | Kind::RBrace) {
            return Err(self.next_token(format!("{letter}-string: expecting '=', or '!', or ':', or '}}'")));
        }
        if self.opt(|p| p.expect(Kind::Equal))?.is_some()
            && !matches!(self.peek_kind()?, Kind::Exclamation | Kind::Colon | Kind::RBrace)
        {
            return Err(self.next_token(format!("{letter}-string: expecting '!', or ':', or '}}'")));
        }
        if self.at(Kind::Exclamation)? {
            self.mark += 1;
            match self.peek_kind()? {
                Kind::Colon | Kind::RBrace => {
                    return Err(self.next_token(format!("{letter}-string: missing conversion character")));
                }
                Kind::Name => self.mark += 1,
                _ => return Err(self.next_token(format!("{letter}-string: invalid conversion character"))),
            }
        }
        if !matches!(self.peek_kind()?, Kind::Colon | Kind::RBrace) {
            return Err(self.next_token(format!("{letter}-string: expecting ':' or '}}'")));
        }
        if self.at(Kind::Colon)? {
            self.mark += 1;
            let style = if letter == 'f' { FieldStyle::F } else { FieldStyle::T };
            self.many(|p| p.format_spec_part(style))?;
            if !self.at(Kind::RBrace)? {
                return Err(self.next_token(format!("{letter}-string: expecting '}}', or format specs")));
            }
        }
        Err(Fail::No)
    }
}
