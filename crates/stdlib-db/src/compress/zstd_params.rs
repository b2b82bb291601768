//! Parameters of `_zstd`: their names, bounds, and setting them from `level` and `options`.

use heap::Value;
use object::class::{Class, ClassCell};
use object::error::exc;
use object::gc::{Gc, ValueExt};
use object::{Dict, Result, Row, native, number, ops, raise_type, raise_value};
use zstd_sys::{self as z, ZSTD_cParameter as C, ZSTD_dParameter as D};

use super::zstd::{error_name, is_error, zstd_error};

/// The classes of the keys of options, which the Python part registers.
static C_PARAMETER: ClassCell = ClassCell::new();
static D_PARAMETER: ClassCell = ClassCell::new();

/// A parameter: the library's constant, its name, its name in messages.
pub type Parameter<K> = (K, &'static str, &'static str);

/// The compression parameters.
pub static COMPRESSION: &[Parameter<C>] = &[
    (C::ZSTD_c_compressionLevel, "ZSTD_c_compressionLevel", "compression_level"),
    (C::ZSTD_c_windowLog, "ZSTD_c_windowLog", "window_log"),
    (C::ZSTD_c_hashLog, "ZSTD_c_hashLog", "hash_log"),
    (C::ZSTD_c_chainLog, "ZSTD_c_chainLog", "chain_log"),
    (C::ZSTD_c_searchLog, "ZSTD_c_searchLog", "search_log"),
    (C::ZSTD_c_minMatch, "ZSTD_c_minMatch", "min_match"),
    (C::ZSTD_c_targetLength, "ZSTD_c_targetLength", "target_length"),
    (C::ZSTD_c_strategy, "ZSTD_c_strategy", "strategy"),
    (C::ZSTD_c_enableLongDistanceMatching, "ZSTD_c_enableLongDistanceMatching", "enable_long_distance_matching"),
    (C::ZSTD_c_ldmHashLog, "ZSTD_c_ldmHashLog", "ldm_hash_log"),
    (C::ZSTD_c_ldmMinMatch, "ZSTD_c_ldmMinMatch", "ldm_min_match"),
    (C::ZSTD_c_ldmBucketSizeLog, "ZSTD_c_ldmBucketSizeLog", "ldm_bucket_size_log"),
    (C::ZSTD_c_ldmHashRateLog, "ZSTD_c_ldmHashRateLog", "ldm_hash_rate_log"),
    (C::ZSTD_c_contentSizeFlag, "ZSTD_c_contentSizeFlag", "content_size_flag"),
    (C::ZSTD_c_checksumFlag, "ZSTD_c_checksumFlag", "checksum_flag"),
    (C::ZSTD_c_dictIDFlag, "ZSTD_c_dictIDFlag", "dict_id_flag"),
    (C::ZSTD_c_nbWorkers, "ZSTD_c_nbWorkers", "nb_workers"),
    (C::ZSTD_c_jobSize, "ZSTD_c_jobSize", "job_size"),
    (C::ZSTD_c_overlapLog, "ZSTD_c_overlapLog", "overlap_log"),
];
/// The decompression parameters.
pub static DECOMPRESSION: &[Parameter<D>] = &[(D::ZSTD_d_windowLogMax, "ZSTD_d_windowLogMax", "window_log_max")];

const LEVEL: i32 = 100;
const WORKERS: i32 = 400;

/// The library's own code for a parameter that it does not know (`ZSTD_error_parameter_unsupported`).
const UNSUPPORTED: usize = 40_usize.wrapping_neg();

/// What the parameters set up for a compressor.
pub struct Setup {
    pub level: i32,
    /// Does the library compress in threads of its own?
    pub threads: bool,
}

/// The two directions, whose parameters have other numbers.
#[derive(Clone, Copy)]
enum Side {
    Compression(*mut z::ZSTD_CCtx),
    Decompression(*mut z::ZSTD_DCtx),
}

impl Side {
    fn word(self) -> &'static str {
        if matches!(self, Side::Compression(_)) { "compression" } else { "decompression" }
    }
    /// The name of a parameter in messages.
    fn name(self, key: i32) -> Option<&'static str> {
        match self {
            Side::Compression(_) => compression(key).map(|p| p.2),
            Side::Decompression(_) => decompression(key).map(|p| p.2),
        }
    }
    fn set(self, key: i32, value: i32) -> usize {
        // SAFETY: the context is live.
        unsafe {
            match self {
                Side::Compression(c) => {
                    compression(key).map_or(UNSUPPORTED, |p| z::ZSTD_CCtx_setParameter(c, p.0, value))
                }
                Side::Decompression(d) => {
                    decompression(key).map_or(UNSUPPORTED, |p| z::ZSTD_DCtx_setParameter(d, p.0, value))
                }
            }
        }
    }
}

fn compression(key: i32) -> Option<&'static Parameter<C>> {
    COMPRESSION.iter().find(|p| p.0 as i32 == key)
}
fn decompression(key: i32) -> Option<&'static Parameter<D>> {
    DECOMPRESSION.iter().find(|p| p.0 as i32 == key)
}

fn bounds(key: i32, is_compress: bool) -> z::ZSTD_bounds {
    // SAFETY: the functions read tables.
    let known = unsafe {
        if is_compress {
            compression(key).map(|p| z::ZSTD_cParam_getBounds(p.0))
        } else {
            decompression(key).map(|p| z::ZSTD_dParam_getBounds(p.0))
        }
    };
    known.unwrap_or(z::ZSTD_bounds { error: UNSUPPORTED, lowerBound: 0, upperBound: 0 })
}

fn levels() -> (i32, i32) {
    // SAFETY: the functions give constants.
    unsafe { (z::ZSTD_minCLevel(), z::ZSTD_maxCLevel()) }
}

fn set_level(c: *mut z::ZSTD_CCtx, level: i32) -> Result<()> {
    let (low, high) = levels();
    if !(low..=high).contains(&level) {
        return raise_value!("illegal compression level {level}; the valid range is [{low}, {high}]");
    }
    let rc = Side::Compression(c).set(LEVEL, level);
    if is_error(rc) {
        return zstd_error(&format!("Unable to set zstd compression level: {}", error_name(rc)));
    }
    Ok(())
}

fn c_int(v: Value) -> Result<i32> {
    let i = ops::index(v)?;
    match number::as_i64(i).and_then(|i| i32::try_from(i).ok()) {
        Some(i) => Ok(i),
        None => object::overflow_error("Python int too large to convert to C int"),
    }
}

fn set_option(side: Side, key: i32, value: i32) -> Result<()> {
    if let (Side::Compression(c), LEVEL) = (side, key) {
        return set_level(c, value);
    }
    let word = side.word();
    let Some(name) = side.name(key) else {
        return raise_value!("invalid {word} parameter 'unknown parameter (key {key})'");
    };
    let b = bounds(key, word == "compression");
    if is_error(b.error) {
        return raise_value!("invalid {word} parameter '{name}'");
    }
    if !(b.lowerBound..=b.upperBound).contains(&value) {
        return raise_value!(
            "{word} parameter '{name}' received an illegal value {value}; the valid range is [{}, {}]",
            b.lowerBound,
            b.upperBound
        );
    }
    let rc = side.set(key, value);
    if is_error(rc) {
        return zstd_error(&format!("Unable to set zstd {word} parameter '{name}': {}", error_name(rc)));
    }
    Ok(())
}

fn each_option(side: Side, options: Value, mut f: impl FnMut(i32, i32)) -> Result<()> {
    let Some(d) = options.cast::<Dict>() else {
        let class = if side.word() == "compression" { "ZstdCompressor" } else { "ZstdDecompressor" };
        return raise_type!("{class}() argument 'options' must be dict, not {}", object::repr::type_name(options));
    };
    let (wrong, wrong_name) = match side {
        Side::Compression(_) => (&D_PARAMETER, "DecompressionParameter"),
        Side::Decompression(_) => (&C_PARAMETER, "CompressionParameter"),
    };
    let mut pos = 0;
    while let Some((k, v)) = d.next(&mut pos) {
        if wrong.try_get().is_some_and(|c| object::class_of(k) == c) {
            return raise_type!("{} options dictionary key must not be a {wrong_name} attribute", side.word());
        }
        let (key, value) = (c_int(k)?, c_int(v)?);
        set_option(side, key, value)?;
        f(key, value);
    }
    Ok(())
}

/// Applies `level` or `options` to a compressor.
pub fn set_up_compressor(c: *mut z::ZSTD_CCtx, level: Option<Value>, options: Option<Value>) -> Result<Setup> {
    // SAFETY: the function gives a constant.
    let mut setup = Setup { level: unsafe { z::ZSTD_defaultCLevel() }, threads: false };
    match (level, options) {
        (Some(_), Some(_)) => return raise_type!("Only one of level or options should be used."),
        (Some(l), None) => {
            if !number::is_int(l) {
                return raise_type!("invalid type for level, expected int");
            }
            let Some(n) = number::as_i64(l).and_then(|n| i32::try_from(n).ok()) else {
                let (low, high) = levels();
                return raise_value!("illegal compression level; the valid range is [{low}, {high}]");
            };
            set_level(c, n)?;
            setup.level = n;
        }
        (None, Some(o)) => each_option(Side::Compression(c), o, |key, value| match key {
            LEVEL => setup.level = value,
            WORKERS => setup.threads = value > 0,
            _ => {}
        })?,
        (None, None) => {}
    }
    Ok(setup)
}

/// Applies `options` to a decompressor.
pub fn set_up_decompressor(d: *mut z::ZSTD_DCtx, options: Option<Value>) -> Result<()> {
    options.map_or(Ok(()), |o| each_option(Side::Decompression(d), o, |_, _| {}))
}

fn get_param_bounds(parameter: i32, is_compress: bool) -> Result<Value> {
    let b = bounds(parameter, is_compress);
    if is_error(b.error) {
        let word = if is_compress { "compression" } else { "decompression" };
        return zstd_error(&format!("Unable to get zstd {word} parameter bounds: {}", error_name(b.error)));
    }
    Ok(object::seq::tuple(&[number::int(i64::from(b.lowerBound)), number::int(i64::from(b.upperBound))]))
}

fn set_parameter_types(c: Gc<Class>, d: Gc<Class>) {
    C_PARAMETER.set(c);
    D_PARAMETER.set(d);
}

pub static ROWS: &[Row] = &[
    Row::function("get_param_bounds($module, /, parameter, is_compress)", native(get_param_bounds))
        .doc("Get CompressionParameter/DecompressionParameter bounds."),
    Row::function("set_parameter_types($module, /, c_parameter_type, d_parameter_type)", native(set_parameter_types))
        .doc("Set CompressionParameter and DecompressionParameter types for validity check."),
];

/// The exception class for reports of the library.
pub fn error_class(cell: &'static ClassCell) -> Gc<Class> {
    builtins::excclass::new("compression.zstd.ZstdError", exc::EXCEPTION.get(), cell)
}
