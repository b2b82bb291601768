//! The states of all hash functions under one type.

use digest::{Digest, ExtendableOutput, Update, XofReader};

use super::blake2::{Blake2b, Blake2s};

macro_rules! algorithms {
    ($($variant:ident $ty:ty, $name:literal, $size:literal, $block:literal;)*) => {
        /// A hash function's name.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Algorithm { $($variant,)* Shake128, Shake256, Blake2b, Blake2s }

        /// A hash function at work.
        #[derive(Clone)]
        pub enum State { $($variant($ty),)* Shake128(sha3::Shake128), Shake256(sha3::Shake256), Blake2b(Box<Blake2b>), Blake2s(Box<Blake2s>) }

        impl Algorithm {
            /// All of them.
            pub const ALL: &'static [Algorithm] = &[$(Algorithm::$variant,)* Algorithm::Shake128, Algorithm::Shake256, Algorithm::Blake2b, Algorithm::Blake2s];

            /// The name as `hashlib` writes it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Algorithm::$variant => $name,)*
                    Algorithm::Shake128 => "shake_128",
                    Algorithm::Shake256 => "shake_256",
                    Algorithm::Blake2b => "blake2b",
                    Algorithm::Blake2s => "blake2s",
                }
            }

            /// Bytes of the digest; 0 for functions of any length.
            pub fn digest_size(self) -> usize {
                match self {
                    $(Algorithm::$variant => $size,)*
                    Algorithm::Shake128 | Algorithm::Shake256 => 0,
                    Algorithm::Blake2b => 64,
                    Algorithm::Blake2s => 32,
                }
            }

            /// Bytes of one block.
            pub fn block_size(self) -> usize {
                match self {
                    $(Algorithm::$variant => $block,)*
                    Algorithm::Shake128 => 168,
                    Algorithm::Shake256 => 136,
                    Algorithm::Blake2b => 128,
                    Algorithm::Blake2s => 64,
                }
            }

            /// A fresh state.
            pub fn start(self) -> State {
                match self {
                    $(Algorithm::$variant => State::$variant(<$ty>::new()),)*
                    Algorithm::Shake128 => State::Shake128(sha3::Shake128::default()),
                    Algorithm::Shake256 => State::Shake256(sha3::Shake256::default()),
                    Algorithm::Blake2b => State::Blake2b(Box::new(Blake2b::plain(64))),
                    Algorithm::Blake2s => State::Blake2s(Box::new(Blake2s::plain(32))),
                }
            }
        }

        impl State {
            /// Takes more data in.
            pub fn update(&mut self, data: &[u8]) {
                match self {
                    $(State::$variant(h) => Digest::update(h, data),)*
                    State::Shake128(h) => Update::update(h, data),
                    State::Shake256(h) => Update::update(h, data),
                    State::Blake2b(h) => h.update(data),
                    State::Blake2s(h) => h.update(data),
                }
            }

            /// The digest of what was taken in; `length` counts for functions of any length.
            pub fn digest(&self, length: usize) -> Vec<u8> {
                match self {
                    $(State::$variant(h) => h.clone().finalize().to_vec(),)*
                    State::Shake128(h) => squeeze(h.clone(), length),
                    State::Shake256(h) => squeeze(h.clone(), length),
                    State::Blake2b(h) => h.digest(),
                    State::Blake2s(h) => h.digest(),
                }
            }
        }
    };
}

fn squeeze(h: impl ExtendableOutput, length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    h.finalize_xof().read(&mut out);
    out
}

algorithms! {
    Md5 md5::Md5, "md5", 16, 64;
    Sha1 sha1::Sha1, "sha1", 20, 64;
    Sha224 sha2::Sha224, "sha224", 28, 64;
    Sha256 sha2::Sha256, "sha256", 32, 64;
    Sha384 sha2::Sha384, "sha384", 48, 128;
    Sha512 sha2::Sha512, "sha512", 64, 128;
    Sha512t224 sha2::Sha512_224, "sha512_224", 28, 128;
    Sha512t256 sha2::Sha512_256, "sha512_256", 32, 128;
    Sha3t224 sha3::Sha3_224, "sha3_224", 28, 144;
    Sha3t256 sha3::Sha3_256, "sha3_256", 32, 136;
    Sha3t384 sha3::Sha3_384, "sha3_384", 48, 104;
    Sha3t512 sha3::Sha3_512, "sha3_512", 64, 72;
}

impl Algorithm {
    /// The function of a name in any of the spellings that OpenSSL and hashlib know.
    pub fn of(name: &str) -> Option<Algorithm> {
        let lower = name.to_ascii_lowercase().replace(['-', '/'], "_");
        let lower = match lower.as_str() {
            "sha_1" => "sha1",
            "sha2_224" | "sha_224" => "sha224",
            "sha2_256" | "sha_256" => "sha256",
            "sha2_384" | "sha_384" => "sha384",
            "sha2_512" | "sha_512" => "sha512",
            "shake128" => "shake_128",
            "shake256" => "shake_256",
            "blake2b512" | "blake2b_512" => "blake2b",
            "blake2s256" | "blake2s_256" => "blake2s",
            "sha512224" => "sha512_224",
            "sha512256" => "sha512_256",
            other => other,
        };
        Self::ALL.iter().copied().find(|a| a.name() == lower)
    }

    /// Has the digest any length?
    pub fn is_xof(self) -> bool {
        self.digest_size() == 0
    }

    /// The digest of some data.
    pub fn hash(self, data: &[u8]) -> Vec<u8> {
        let mut s = self.start();
        s.update(data);
        s.digest(0)
    }
}

/// An HMAC at work (RFC 2104).
#[derive(Clone)]
pub struct Mac {
    pub algorithm: Algorithm,
    inner: State,
    outer: State,
}

impl Mac {
    /// Starts with a key.
    pub fn new(algorithm: Algorithm, key: &[u8]) -> Mac {
        let block = algorithm.block_size();
        let mut k = if key.len() > block { algorithm.hash(key) } else { key.to_vec() };
        k.resize(block, 0);
        let pad = |byte: u8| -> State {
            let mut s = algorithm.start();
            s.update(&k.iter().map(|b| b ^ byte).collect::<Vec<u8>>());
            s
        };
        Mac { algorithm, inner: pad(0x36), outer: pad(0x5C) }
    }

    /// Takes more data in.
    pub fn update(&mut self, data: &[u8]) {
        self.inner.update(data);
    }

    /// The code of what was taken in.
    pub fn digest(&self) -> Vec<u8> {
        let mut o = self.outer.clone();
        o.update(&self.inner.digest(0));
        o.digest(0)
    }
}
