//! The codecs of Chinese, Japanese and Korean encodings: `_codecs_cn`, `_codecs_hk`, `_codecs_iso2022`, `_codecs_jp`,
//! `_codecs_kr`, `_codecs_tw`, and `_multibytecodec`, whose classes `encodings.*` derives its own from.
//!
//! `tables` holds the mappings, `convert` (with `hz` and `iso2022`) goes through bytes and characters, `errors` calls error
//! handlers when it stops, `objects` and `stateful` are the Python classes.

mod convert;
mod errors;
mod hz;
mod iso2022;
mod objects;
mod stateful;
mod tables;

use convert::{Codec, Kind};
use object::class::ClassFlags;
use object::gc::ValueExt;
use object::{ClassBuilder, Gc, Module, Result, Row, Str, Value, intern, native};
use tables::Table;

const fn by_table(name: &'static str, table: Table) -> Codec {
    Codec { name, kind: Kind::Table(table) }
}
const fn by_escapes(name: &'static str, config: &'static iso2022::Config) -> Codec {
    Codec { name, kind: Kind::Iso2022(config) }
}

static CN: &[Codec] = &[
    by_table("gb2312", Table::Gb2312),
    by_table("gbk", Table::Gbk),
    Codec { name: "gb18030", kind: Kind::Gb18030 },
    Codec { name: "hz", kind: Kind::Hz },
];
static HK: &[Codec] = &[by_table("big5hkscs", Table::Big5Hkscs)];
static ISO2022: &[Codec] = &[
    by_escapes("iso2022_kr", &iso2022::KR),
    by_escapes("iso2022_jp", &iso2022::JP),
    by_escapes("iso2022_jp_1", &iso2022::JP_1),
    by_escapes("iso2022_jp_2", &iso2022::JP_2),
    by_escapes("iso2022_jp_2004", &iso2022::JP_2004),
    by_escapes("iso2022_jp_3", &iso2022::JP_3),
    by_escapes("iso2022_jp_ext", &iso2022::JP_EXT),
];
static JP: &[Codec] = &[
    by_table("shift_jis", Table::ShiftJis),
    by_table("cp932", Table::Cp932),
    by_table("euc_jp", Table::EucJp),
    by_table("shift_jis_2004", Table::ShiftJis2004),
    by_table("euc_jis_2004", Table::EucJis2004),
    by_table("euc_jisx0213", Table::EucJisx0213),
    by_table("shift_jisx0213", Table::ShiftJisx0213),
];
static KR: &[Codec] =
    &[Codec { name: "euc_kr", kind: Kind::EucKr }, by_table("cp949", Table::Cp949), by_table("johab", Table::Johab)];
static TW: &[Codec] = &[by_table("big5", Table::Big5), by_table("cp950", Table::Cp950)];

fn get(codecs: &'static [Codec], encoding: Value) -> Result<Value> {
    // The class belongs to the module that wraps the codecs.
    (object::hooks::hooks().import)(intern("_multibytecodec"), None, None, object::none(), 0)?;
    let Some(name) = encoding.cast::<Str>() else { return object::type_error("encoding name must be a string.") };
    match codecs.iter().find(|codec| codec.name.as_bytes() == name.as_bytes()) {
        Some(codec) => Ok(objects::codec_object(codec)),
        None => object::raise_exc!(LOOKUP_ERROR, "no such codec is supported."),
    }
}

macro_rules! modules {
    ($($create:ident, $get:ident, $name:literal, $codecs:ident, $rows:ident;)*) => { $(
        fn $get(encoding: Value) -> Result<Value> {
            get($codecs, encoding)
        }
        static $rows: &[Row] = &[Row::function("getcodec($module, encoding, /)", native($get))];
        pub fn $create() -> Result<Gc<Module>> {
            let module = Module::new($name);
            module.add_rows($rows);
            Ok(module)
        }
    )* };
}
modules! {
    create_cn, get_cn, "_codecs_cn", CN, CN_ROWS;
    create_hk, get_hk, "_codecs_hk", HK, HK_ROWS;
    create_iso2022, get_iso2022, "_codecs_iso2022", ISO2022, ISO2022_ROWS;
    create_jp, get_jp, "_codecs_jp", JP, JP_ROWS;
    create_kr, get_kr, "_codecs_kr", KR, KR_ROWS;
    create_tw, get_tw, "_codecs_tw", TW, TW_ROWS;
}

/// CPython's codec modules call this with a capsule, which no Python code can make.
fn create_codec(_argument: Value) -> Result<Value> {
    object::value_error("argument type invalid")
}

static ROWS: &[Row] = &[Row::function("__create_codec($module, arg, /)", native(create_codec))];

/// The module `_multibytecodec`.
pub fn create() -> Result<Gc<Module>> {
    let module = Module::new("_multibytecodec");
    module.add_rows(ROWS);
    // Found by its objects alone: the module does not show it.
    let _ = ClassBuilder::new::<objects::MultibyteCodec>("_multibytecodec.MultibyteCodec")
        .flags(ClassFlags::NO_INSTANTIATE)
        .rows(&[objects::ROWS])
        .build();
    for (name, class) in stateful::classes() {
        module.set(name, class.value());
    }
    Ok(module)
}
