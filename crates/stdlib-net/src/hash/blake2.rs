//! BLAKE2b and BLAKE2s (RFC 7693) with the whole parameter block: keys, salt, personalisation and tree hashing, which
//! the common crates leave out.

/// The parameters of a BLAKE2 hash.
#[derive(Clone, Default)]
pub struct Params {
    pub digest_size: usize,
    pub key: Vec<u8>,
    pub salt: Vec<u8>,
    pub person: Vec<u8>,
    pub fanout: u8,
    pub depth: u8,
    pub leaf_size: u32,
    pub node_offset: u64,
    pub node_depth: u8,
    pub inner_size: u8,
    pub last_node: bool,
}

const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

macro_rules! blake2 {
    ($(#[$doc:meta])* $name:ident, $word:ty, $bytes:literal, $block:literal, $rounds:literal, $rot:expr, $iv:expr, $counter:ty, $params:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            h: [$word; 8],
            /// Bytes hashed.
            t: $counter,
            buf: [u8; $block],
            /// Bytes in the buffer.
            n: usize,
            size: usize,
            last_node: bool,
        }

        impl $name {
            const IV: [$word; 8] = $iv;

            /// A hash without a key.
            pub fn plain(size: usize) -> Self {
                Self::new(&Params { digest_size: size, fanout: 1, depth: 1, ..Params::default() })
            }

            /// A hash with parameters.
            pub fn new(p: &Params) -> Self {
                let block = $params(p);
                let mut h = Self::IV;
                for (w, b) in h.iter_mut().zip(block.chunks_exact($bytes)) {
                    let mut le = [0; $bytes];
                    le.copy_from_slice(b);
                    *w ^= <$word>::from_le_bytes(le);
                }
                let mut s = $name { h, t: 0, buf: [0; $block], n: 0, size: p.digest_size, last_node: p.last_node };
                if !p.key.is_empty() {
                    // The key is a block of its own.
                    let mut k = [0u8; $block];
                    k[..p.key.len()].copy_from_slice(&p.key);
                    s.update(&k);
                }
                s
            }

            fn compress(&mut self, last: bool) {
                let mut m = [0 as $word; 16];
                for (w, b) in m.iter_mut().zip(self.buf.chunks_exact($bytes)) {
                    let mut le = [0; $bytes];
                    le.copy_from_slice(b);
                    *w = <$word>::from_le_bytes(le);
                }
                let mut v = [0 as $word; 16];
                v[..8].copy_from_slice(&self.h);
                v[8..].copy_from_slice(&Self::IV);
                v[12] ^= self.t as $word;
                v[13] ^= (self.t >> ($bytes * 8)) as $word;
                if last {
                    v[14] = !v[14];
                    if self.last_node {
                        v[15] = !v[15];
                    }
                }
                const ROT: [u32; 4] = $rot;
                let mut g = |a: usize, b: usize, c: usize, d: usize, x: $word, y: $word| {
                    v[a] = v[a].wrapping_add(v[b]).wrapping_add(x);
                    v[d] = (v[d] ^ v[a]).rotate_right(ROT[0]);
                    v[c] = v[c].wrapping_add(v[d]);
                    v[b] = (v[b] ^ v[c]).rotate_right(ROT[1]);
                    v[a] = v[a].wrapping_add(v[b]).wrapping_add(y);
                    v[d] = (v[d] ^ v[a]).rotate_right(ROT[2]);
                    v[c] = v[c].wrapping_add(v[d]);
                    v[b] = (v[b] ^ v[c]).rotate_right(ROT[3]);
                };
                for r in 0..$rounds {
                    let s = &SIGMA[r % 10];
                    g(0, 4, 8, 12, m[s[0]], m[s[1]]);
                    g(1, 5, 9, 13, m[s[2]], m[s[3]]);
                    g(2, 6, 10, 14, m[s[4]], m[s[5]]);
                    g(3, 7, 11, 15, m[s[6]], m[s[7]]);
                    g(0, 5, 10, 15, m[s[8]], m[s[9]]);
                    g(1, 6, 11, 12, m[s[10]], m[s[11]]);
                    g(2, 7, 8, 13, m[s[12]], m[s[13]]);
                    g(3, 4, 9, 14, m[s[14]], m[s[15]]);
                }
                for i in 0..8 {
                    self.h[i] ^= v[i] ^ v[i + 8];
                }
            }

            /// Takes more data in. The last block stays in the buffer, as it is treated differently.
            pub fn update(&mut self, data: &[u8]) {
                let mut data = data;
                while !data.is_empty() {
                    if self.n == $block {
                        self.t += $block;
                        self.compress(false);
                        self.n = 0;
                    }
                    let k = data.len().min($block - self.n);
                    self.buf[self.n..self.n + k].copy_from_slice(&data[..k]);
                    self.n += k;
                    data = &data[k..];
                }
            }

            /// The digest of what was taken in.
            pub fn digest(&self) -> Vec<u8> {
                let mut s = self.clone();
                s.t += s.n as $counter;
                s.buf[s.n..].fill(0);
                s.compress(true);
                let mut out: Vec<u8> = s.h.iter().flat_map(|w| w.to_le_bytes()).collect();
                out.truncate(s.size);
                out
            }

            /// Bytes of the digest.
            pub fn size(&self) -> usize {
                self.size
            }
        }
    };
}

fn params_b(p: &Params) -> [u8; 64] {
    let mut b = [0u8; 64];
    b[0] = p.digest_size as u8;
    b[1] = p.key.len() as u8;
    b[2] = p.fanout;
    b[3] = p.depth;
    b[4..8].copy_from_slice(&p.leaf_size.to_le_bytes());
    b[8..16].copy_from_slice(&p.node_offset.to_le_bytes());
    b[16] = p.node_depth;
    b[17] = p.inner_size;
    b[32..32 + p.salt.len()].copy_from_slice(&p.salt);
    b[48..48 + p.person.len()].copy_from_slice(&p.person);
    b
}

fn params_s(p: &Params) -> [u8; 32] {
    let mut b = [0u8; 32];
    b[0] = p.digest_size as u8;
    b[1] = p.key.len() as u8;
    b[2] = p.fanout;
    b[3] = p.depth;
    b[4..8].copy_from_slice(&p.leaf_size.to_le_bytes());
    b[8..14].copy_from_slice(&p.node_offset.to_le_bytes()[..6]);
    b[14] = p.node_depth;
    b[15] = p.inner_size;
    b[16..16 + p.salt.len()].copy_from_slice(&p.salt);
    b[24..24 + p.person.len()].copy_from_slice(&p.person);
    b
}

blake2! {
    /// BLAKE2b at work.
    Blake2b, u64, 8, 128, 12, [32, 24, 16, 63],
    [
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ], u128, params_b
}
blake2! {
    /// BLAKE2s at work.
    Blake2s, u32, 4, 64, 10, [16, 12, 8, 7],
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19], u64, params_s
}
