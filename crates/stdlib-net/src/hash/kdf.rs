//! Key derivation: PBKDF2 (RFC 8018) and scrypt (RFC 7914).

use super::state::{Algorithm, Mac};

/// PBKDF2 with HMAC.
pub fn pbkdf2(algorithm: Algorithm, password: &[u8], salt: &[u8], iterations: u64, length: usize) -> Vec<u8> {
    let mac = Mac::new(algorithm, password);
    let mut out = Vec::with_capacity(length);
    let mut block = 1u32;
    while out.len() < length {
        let mut first = mac.clone();
        first.update(salt);
        first.update(&block.to_be_bytes());
        let mut u = first.digest();
        let mut t = u.clone();
        for _ in 1..iterations {
            let mut m = mac.clone();
            m.update(&u);
            u = m.digest();
            for (a, b) in t.iter_mut().zip(&u) {
                *a ^= b;
            }
        }
        out.extend_from_slice(&t);
        block += 1;
    }
    out.truncate(length);
    out
}

fn salsa20_8(b: &mut [u32; 16]) {
    let mut x = *b;
    let q = |x: &mut [u32; 16], a: usize, b: usize, c: usize, d: usize| {
        x[b] ^= x[a].wrapping_add(x[d]).rotate_left(7);
        x[c] ^= x[b].wrapping_add(x[a]).rotate_left(9);
        x[d] ^= x[c].wrapping_add(x[b]).rotate_left(13);
        x[a] ^= x[d].wrapping_add(x[c]).rotate_left(18);
    };
    for _ in 0..4 {
        q(&mut x, 0, 4, 8, 12);
        q(&mut x, 5, 9, 13, 1);
        q(&mut x, 10, 14, 2, 6);
        q(&mut x, 15, 3, 7, 11);
        q(&mut x, 0, 1, 2, 3);
        q(&mut x, 5, 6, 7, 4);
        q(&mut x, 10, 11, 8, 9);
        q(&mut x, 15, 12, 13, 14);
    }
    for (a, b) in b.iter_mut().zip(x) {
        *a = a.wrapping_add(b);
    }
}

/// One mix of a block of `2 * r` times 64 bytes.
fn block_mix(b: &mut [u32], y: &mut [u32], r: usize) {
    let mut x = [0u32; 16];
    x.copy_from_slice(&b[(2 * r - 1) * 16..]);
    for i in 0..2 * r {
        for (a, c) in x.iter_mut().zip(&b[i * 16..]) {
            *a ^= c;
        }
        salsa20_8(&mut x);
        // Even blocks come first, then the odd ones.
        let to = if i % 2 == 0 { i / 2 } else { r + i / 2 };
        y[to * 16..to * 16 + 16].copy_from_slice(&x);
    }
    b.copy_from_slice(y);
}

/// scrypt. The caller has checked the parameters.
pub fn scrypt(password: &[u8], salt: &[u8], n: usize, r: usize, p: usize, length: usize) -> Vec<u8> {
    let size = 128 * r;
    let mut b = pbkdf2(Algorithm::Sha256, password, salt, 1, p * size);
    let words = size / 4;
    let mut v = vec![0u32; n * words];
    let mut y = vec![0u32; words];
    for chunk in b.chunks_exact_mut(size) {
        let mut x: Vec<u32> = chunk.as_chunks::<4>().0.iter().map(|w| u32::from_le_bytes(*w)).collect();
        for i in 0..n {
            v[i * words..(i + 1) * words].copy_from_slice(&x);
            block_mix(&mut x, &mut y, r);
        }
        for _ in 0..n {
            let j = x[(2 * r - 1) * 16] as usize & (n - 1);
            for (a, c) in x.iter_mut().zip(&v[j * words..]) {
                *a ^= c;
            }
            block_mix(&mut x, &mut y, r);
        }
        for (w, x) in chunk.as_chunks_mut::<4>().0.iter_mut().zip(&x) {
            *w = x.to_le_bytes();
        }
    }
    pbkdf2(Algorithm::Sha256, password, &b, 1, length)
}
