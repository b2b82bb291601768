//! The host's instruction set and Cranelift's settings.

use std::sync::OnceLock;

use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use target_lexicon::Triple;

use crate::Error;

/// The instruction set that this process runs on, as far as it was detected.
pub fn host() -> Result<&'static dyn TargetIsa, Error> {
    static HOST: OnceLock<Result<OwnedTargetIsa, Error>> = OnceLock::new();
    match HOST.get_or_init(make) {
        Ok(isa) => Ok(&**isa),
        Err(e) => Err(e.clone()),
    }
}

fn make() -> Result<OwnedTargetIsa, Error> {
    let mut flags = settings::builder();
    let verify = if cfg!(debug_assertions) { "true" } else { "false" };
    for (name, value) in [
        ("opt_level", "speed"),
        ("enable_verifier", verify),
        // Frames are small, and what machine code calls touches the pages below.
        ("enable_probestack", "false"),
        // Nothing unwinds through machine code.
        ("unwind_info", "false"),
        // Profilers walk by frame pointer.
        ("preserve_frame_pointers", "true"),
        ("is_pic", "false"),
    ] {
        flags.set(name, value).map_err(|e| Error::Cranelift(e.to_string()))?;
    }
    let mut builder = cranelift_codegen::isa::lookup(Triple::host()).map_err(|e| Error::Cranelift(e.to_string()))?;
    for feature in features() {
        builder.enable(feature).map_err(|e| Error::Cranelift(e.to_string()))?;
    }
    builder.finish(settings::Flags::new(flags)).map_err(|e| Error::Cranelift(e.to_string()))
}

/// Cranelift's names of what the processor can do beyond the base.
#[cfg(target_arch = "x86_64")]
fn features() -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut add = |name, has| {
        if has {
            found.push(name);
        }
    };
    add("has_cmpxchg16b", is_x86_feature_detected!("cmpxchg16b"));
    add("has_sse3", is_x86_feature_detected!("sse3"));
    add("has_ssse3", is_x86_feature_detected!("ssse3"));
    add("has_sse41", is_x86_feature_detected!("sse4.1"));
    add("has_sse42", is_x86_feature_detected!("sse4.2"));
    add("has_popcnt", is_x86_feature_detected!("popcnt"));
    add("has_avx", is_x86_feature_detected!("avx"));
    add("has_avx2", is_x86_feature_detected!("avx2"));
    add("has_fma", is_x86_feature_detected!("fma"));
    add("has_bmi1", is_x86_feature_detected!("bmi1"));
    add("has_bmi2", is_x86_feature_detected!("bmi2"));
    add("has_lzcnt", is_x86_feature_detected!("lzcnt"));
    found
}

/// Cranelift's names of what the processor can do beyond the base.
#[cfg(not(target_arch = "x86_64"))]
fn features() -> Vec<&'static str> {
    Vec::new()
}
