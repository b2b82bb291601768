//! The transforms of `binascii` on plain bytes: base64, quoted-printable, uuencode, hexadecimal, and the two CRCs.

/// A failure, in CPython's words.
pub type Fail = String;

/// Hexadecimal digits to bytes.
pub fn unhexlify(b: &[u8]) -> Result<Vec<u8>, Fail> {
    if !b.len().is_multiple_of(2) {
        return Err("Odd-length string".into());
    }
    let digit = |c: u8| char::from(c).to_digit(16);
    b.chunks_exact(2)
        .map(|p| match (digit(p[0]), digit(p[1])) {
            (Some(h), Some(l)) => Ok((h * 16 + l) as u8),
            _ => Err("Non-hexadecimal digit found".into()),
        })
        .collect()
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const VALUES: [u8; 256] = {
    let mut t = [0xFF; 256];
    let mut i = 0;
    while i < 64 {
        t[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    t
};

/// Base64 to bytes. Outside strict mode foreign characters are skipped.
pub fn a2b_base64(b: &[u8], strict: bool) -> Result<Vec<u8>, Fail> {
    let mut out = Vec::with_capacity(b.len() / 4 * 3);
    if strict && b.first() == Some(&b'=') {
        return Err("Leading padding not allowed".into());
    }
    // `pads`: padding since the last character of data.
    let (mut quad, mut left, mut pads) = (0u8, 0u8, 0usize);
    for &c in b {
        if c == b'=' {
            pads += 1;
            if strict && quad == 1 {
                break;
            }
            if strict && (quad == 0 || usize::from(quad) + pads > 4) {
                return Err("Excess padding not allowed".into());
            }
            continue;
        }
        let v = VALUES[usize::from(c)];
        if v == 0xFF {
            if strict {
                return Err("Only base64 data is allowed".into());
            }
            continue;
        }
        if strict && pads > 0 {
            return Err(match usize::from(quad) + pads {
                4 => "Excess data after padding",
                _ => "Discontinuous padding not allowed",
            }
            .into());
        }
        pads = 0;
        match quad {
            0 => left = v,
            1 => {
                out.push(left << 2 | v >> 4);
                left = v & 15;
            }
            2 => {
                out.push(left << 4 | v >> 2);
                left = v & 3;
            }
            _ => {
                out.push(left << 6 | v);
                left = 0;
            }
        }
        quad = (quad + 1) % 4;
    }
    match quad {
        0 => Ok(out),
        1 => Err(format!(
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4",
            out.len() / 3 * 4 + 1
        )),
        _ if usize::from(quad) + pads >= 4 => Ok(out),
        _ => Err("Incorrect padding".into()),
    }
}

/// Bytes to base64.
pub fn b2a_base64(b: &[u8], newline: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(b.len().div_ceil(3) * 4 + 1);
    for c in b.chunks(3) {
        let n = u32::from(c[0]) << 16 | u32::from(*c.get(1).unwrap_or(&0)) << 8 | u32::from(*c.get(2).unwrap_or(&0));
        for k in 0..4 {
            out.push(if k <= c.len() { ALPHABET[(n >> (18 - 6 * k) & 63) as usize] } else { b'=' });
        }
    }
    if newline {
        out.push(b'\n');
    }
    out
}

/// A uuencoded line to bytes.
pub fn a2b_uu(b: &[u8]) -> Result<Vec<u8>, Fail> {
    let n = usize::from(b[0].wrapping_sub(b' ') & 0x3F);
    let mut out = Vec::with_capacity(n);
    let mut it = b[1..].iter().copied().peekable();
    let (mut bits, mut left) = (0u32, 0);
    while out.len() < n {
        let c = match it.next() {
            // Missing characters, and line ends, count as spaces.
            None | Some(b'\n' | b'\r') => 0,
            Some(c) if !(b' '..=b' ' + 64).contains(&c) => return Err("Illegal char".into()),
            Some(c) => (c - b' ') & 0x3F,
        };
        bits = bits << 6 | u32::from(c);
        left += 6;
        if left >= 8 {
            left -= 8;
            out.push((bits >> left) as u8);
            bits &= (1 << left) - 1;
        }
    }
    if it.any(|c| !matches!(c, b' ' | b'`' | b'\n' | b'\r')) {
        return Err("Trailing garbage".into());
    }
    Ok(out)
}

/// Bytes to a uuencoded line.
pub fn b2a_uu(b: &[u8], backtick: bool) -> Result<Vec<u8>, Fail> {
    if b.len() > 45 {
        return Err("At most 45 bytes at once".into());
    }
    let put = |v: u32| if backtick && v == 0 { b'`' } else { v as u8 + b' ' };
    let mut out = vec![put(b.len() as u32)];
    for c in b.chunks(3) {
        let n = u32::from(c[0]) << 16 | u32::from(*c.get(1).unwrap_or(&0)) << 8 | u32::from(*c.get(2).unwrap_or(&0));
        (0..4).for_each(|k| out.push(put(n >> (18 - 6 * k) & 63)));
    }
    out.push(b'\n');
    Ok(out)
}

/// Quoted-printable to bytes.
pub fn a2b_qp(b: &[u8], header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(b.len());
    let mut i = 0;
    while i < b.len() {
        match b[i] {
            b'=' => {
                i += 1;
                let digit = |c: Option<&u8>| c.and_then(|c| char::from(*c).to_digit(16));
                match b.get(i) {
                    None => break,
                    Some(b'\n' | b'\r') => {
                        // A soft line break: skip to after the line feed.
                        while i < b.len() && b[i] != b'\n' {
                            i += 1;
                        }
                        i += 1;
                    }
                    Some(b'=') => {
                        out.push(b'=');
                        i += 1;
                    }
                    c => match (digit(c), digit(b.get(i + 1))) {
                        (Some(h), Some(l)) => {
                            out.push((h * 16 + l) as u8);
                            i += 2;
                        }
                        _ => out.push(b'='),
                    },
                }
            }
            b'_' if header => {
                out.push(b' ');
                i += 1;
            }
            c => {
                out.push(c);
                i += 1;
            }
        }
    }
    out
}

const MAX_LINE: usize = 76;

/// Bytes to quoted-printable.
pub fn b2a_qp(b: &[u8], quotetabs: bool, istext: bool, header: bool) -> Vec<u8> {
    let crlf = memchr::memchr(b'\n', b).is_some_and(|i| i > 0 && b[i - 1] == b'\r');
    let end: &[u8] = if crlf { b"\r\n" } else { b"\n" };
    let mut out = Vec::with_capacity(b.len() * 2);
    let (mut line, mut i) = (0, 0);
    while i < b.len() {
        let c = b[i];
        let next = b.get(i + 1);
        let line_end = |c: &u8| *c == b'\n' || *c == b'\r';
        let quoted = c > 126
            || c == b'='
            || (header && c == b'_')
            || (c == b'.' && line == 0 && (next.is_none() || next.is_some_and(|n| matches!(n, b'\n' | b'\r' | 0))))
            || (!istext && line_end(&c))
            || (matches!(c, b'\t' | b' ') && next.is_none())
            || (c < 33 && !matches!(c, b'\r' | b'\n' | b'\t' | b' '))
            || (c < 33 && !line_end(&c) && quotetabs);
        if quoted {
            if line + 3 >= MAX_LINE {
                out.push(b'=');
                out.extend_from_slice(end);
                line = 0;
            }
            out.extend_from_slice(format!("={c:02X}").as_bytes());
            line += 3;
            i += 1;
            continue;
        }
        if istext && (c == b'\n' || (c == b'\r' && next == Some(&b'\n'))) {
            // White space before a line end is quoted.
            if let Some(last) = out.last().copied().filter(|l| line > 0 && matches!(l, b' ' | b'\t')) {
                let _ = out.pop();
                out.extend_from_slice(format!("={last:02X}").as_bytes());
            }
            line = 0;
            out.extend_from_slice(end);
            i += if c == b'\r' { 2 } else { 1 };
            continue;
        }
        if next.is_some_and(|n| *n != b'\n') && line + 1 >= MAX_LINE {
            out.push(b'=');
            out.extend_from_slice(end);
            line = 0;
        }
        line += 1;
        out.push(if header && c == b' ' { b'_' } else { c });
        i += 1;
    }
    out
}

const CRC32: [u32; 256] = {
    let mut t = [0; 256];
    let mut i = 0;
    while i < 256 {
        let mut c = i as u32;
        let mut k = 0;
        while k < 8 {
            c = if c & 1 != 0 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 };
            k += 1;
        }
        t[i] = c;
        i += 1;
    }
    t
};

/// CRC-32, continued from `init`.
pub fn crc32(b: &[u8], init: u32) -> u32 {
    !b.iter().fold(!init, |c, x| CRC32[((c ^ u32::from(*x)) & 0xFF) as usize] ^ c >> 8)
}

/// CRC-CCITT as BinHex uses it, continued from `init`.
pub fn crc_hqx(b: &[u8], init: u32) -> u32 {
    b.iter().fold(init & 0xFFFF, |c, x| {
        let mut c = c ^ u32::from(*x) << 8;
        for _ in 0..8 {
            c = if c & 0x8000 != 0 { (c << 1 ^ 0x1021) & 0xFFFF } else { c << 1 & 0xFFFF };
        }
        c
    })
}
