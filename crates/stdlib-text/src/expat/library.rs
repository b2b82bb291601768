//! libexpat, found when `pyexpat` is first imported: the system keeps it current, as XML parsers need to be.
//!
//! # Invariants
//! 1. The library is never unloaded: its functions are valid for ever.
//! 2. Functions of newer versions may be absent; their users say so.

use std::ffi::{CStr, c_char, c_float, c_int, c_long, c_uint, c_ulong, c_ulonglong, c_void};
use std::sync::OnceLock;

/// A parser of the library.
pub type Parser = *mut c_void;
/// A handler as the library stores it: its type depends on the event.
pub type Handler = *const c_void;

/// The content model of an element (`XML_Content`).
#[repr(C)]
pub struct Content {
    pub kind: c_int,
    pub quantifier: c_int,
    pub name: *const c_char,
    pub n_children: c_uint,
    pub children: *mut Content,
}

/// The map of an encoding with one byte to a character (`XML_Encoding`).
#[repr(C)]
pub struct Encoding {
    pub map: [c_int; 256],
    pub data: *mut c_void,
    pub convert: *const c_void,
    pub release: *const c_void,
}

/// An item of `XML_GetFeatureList`.
#[repr(C)]
pub struct Feature {
    pub kind: c_int,
    pub name: *const c_char,
    pub value: c_long,
}

macro_rules! library {
    (
        required { $($name:ident: $symbol:literal ($($arg:ty),*) $(-> $ret:ty)?;)* }
        optional { $($oname:ident: $osymbol:literal ($($oarg:ty),*) $(-> $oret:ty)?;)* }
    ) => {
        /// The functions.
        pub struct Library {
            $(pub $name: unsafe extern "C" fn($($arg),*) $(-> $ret)?,)*
            $(pub $oname: Option<unsafe extern "C" fn($($oarg),*) $(-> $oret)?>,)*
        }

        fn load() -> Result<Library, String> {
            // SAFETY: the file's name is null-terminated, and libexpat's start does nothing.
            let handle = unsafe { libc::dlopen(FILE.as_ptr(), libc::RTLD_NOW) };
            if handle.is_null() {
                return Err(last_error());
            }
            // SAFETY: the symbols' types are those of expat.h; pointers to functions are as large as pointers.
            unsafe {
                Ok(Library {
                    $($name: {
                        let p = symbol(handle, $symbol);
                        if p.is_null() {
                            return Err(last_error());
                        }
                        std::mem::transmute::<*mut c_void, unsafe extern "C" fn($($arg),*) $(-> $ret)?>(p)
                    },)*
                    $($oname: {
                        let p = symbol(handle, $osymbol);
                        if p.is_null() {
                            None
                        } else {
                            Some(std::mem::transmute::<*mut c_void, unsafe extern "C" fn($($oarg),*) $(-> $oret)?>(p))
                        }
                    },)*
                })
            }
        }
    };
}

const FILE: &CStr = if cfg!(target_os = "macos") { c"libexpat.1.dylib" } else { c"libexpat.so.1" };

unsafe fn symbol(handle: *mut c_void, name: &CStr) -> *mut c_void {
    // SAFETY: the handle is open, the name null-terminated.
    unsafe { libc::dlsym(handle, name.as_ptr()) }
}

fn last_error() -> String {
    // SAFETY: the text is copied before the next call.
    unsafe {
        let p = libc::dlerror();
        if p.is_null() { "libexpat is missing".to_owned() } else { CStr::from_ptr(p).to_string_lossy().into_owned() }
    }
}

library! {
    required {
        create: c"XML_ParserCreate_MM" (*const c_char, *const c_void, *const c_char) -> Parser;
        create_external: c"XML_ExternalEntityParserCreate" (Parser, *const c_char, *const c_char) -> Parser;
        free: c"XML_ParserFree" (Parser);
        set_user_data: c"XML_SetUserData" (Parser, *mut c_void);
        parse: c"XML_Parse" (Parser, *const c_char, c_int, c_int) -> c_int;
        stop: c"XML_StopParser" (Parser, u8) -> c_int;
        set_base: c"XML_SetBase" (Parser, *const c_char) -> c_int;
        get_base: c"XML_GetBase" (Parser) -> *const c_char;
        set_encoding: c"XML_SetEncoding" (Parser, *const c_char) -> c_int;
        get_input_context: c"XML_GetInputContext" (Parser, *mut c_int, *mut c_int) -> *const c_char;
        set_param_entity_parsing: c"XML_SetParamEntityParsing" (Parser, c_int) -> c_int;
        use_foreign_dtd: c"XML_UseForeignDTD" (Parser, u8) -> c_int;
        set_return_ns_triplet: c"XML_SetReturnNSTriplet" (Parser, c_int);
        specified_attribute_count: c"XML_GetSpecifiedAttributeCount" (Parser) -> c_int;
        error_code: c"XML_GetErrorCode" (Parser) -> c_int;
        error_string: c"XML_ErrorString" (c_int) -> *const c_char;
        line: c"XML_GetCurrentLineNumber" (Parser) -> c_ulong;
        column: c"XML_GetCurrentColumnNumber" (Parser) -> c_ulong;
        byte_index: c"XML_GetCurrentByteIndex" (Parser) -> c_long;
        free_content: c"XML_FreeContentModel" (Parser, *mut Content);
        version: c"XML_ExpatVersion" () -> *const c_char;
        features: c"XML_GetFeatureList" () -> *const Feature;
        set_unknown_encoding: c"XML_SetUnknownEncodingHandler" (Parser, Handler, *mut c_void);
        set_start_element: c"XML_SetStartElementHandler" (Parser, Handler);
        set_end_element: c"XML_SetEndElementHandler" (Parser, Handler);
        set_instruction: c"XML_SetProcessingInstructionHandler" (Parser, Handler);
        set_character_data: c"XML_SetCharacterDataHandler" (Parser, Handler);
        set_unparsed_entity: c"XML_SetUnparsedEntityDeclHandler" (Parser, Handler);
        set_notation: c"XML_SetNotationDeclHandler" (Parser, Handler);
        set_start_namespace: c"XML_SetStartNamespaceDeclHandler" (Parser, Handler);
        set_end_namespace: c"XML_SetEndNamespaceDeclHandler" (Parser, Handler);
        set_comment: c"XML_SetCommentHandler" (Parser, Handler);
        set_start_cdata: c"XML_SetStartCdataSectionHandler" (Parser, Handler);
        set_end_cdata: c"XML_SetEndCdataSectionHandler" (Parser, Handler);
        set_default: c"XML_SetDefaultHandler" (Parser, Handler);
        set_default_expand: c"XML_SetDefaultHandlerExpand" (Parser, Handler);
        set_not_standalone: c"XML_SetNotStandaloneHandler" (Parser, Handler);
        set_external_entity: c"XML_SetExternalEntityRefHandler" (Parser, Handler);
        set_start_doctype: c"XML_SetStartDoctypeDeclHandler" (Parser, Handler);
        set_end_doctype: c"XML_SetEndDoctypeDeclHandler" (Parser, Handler);
        set_entity: c"XML_SetEntityDeclHandler" (Parser, Handler);
        set_declaration: c"XML_SetXmlDeclHandler" (Parser, Handler);
        set_element: c"XML_SetElementDeclHandler" (Parser, Handler);
        set_attlist: c"XML_SetAttlistDeclHandler" (Parser, Handler);
        set_skipped_entity: c"XML_SetSkippedEntityHandler" (Parser, Handler);
    }
    optional {
        set_reparse_deferral: c"XML_SetReparseDeferralEnabled" (Parser, u8) -> u8;
        set_laughs_threshold: c"XML_SetBillionLaughsAttackProtectionActivationThreshold" (Parser, c_ulonglong) -> u8;
        set_laughs_factor: c"XML_SetBillionLaughsAttackProtectionMaximumAmplification" (Parser, c_float) -> u8;
        set_alloc_threshold: c"XML_SetAllocTrackerActivationThreshold" (Parser, c_ulonglong) -> u8;
        set_alloc_factor: c"XML_SetAllocTrackerMaximumAmplification" (Parser, c_float) -> u8;
    }
}

static LIBRARY: OnceLock<Result<Library, String>> = OnceLock::new();

/// Finds the library.
pub fn open() -> Result<&'static Library, &'static str> {
    LIBRARY.get_or_init(load).as_ref().map_err(String::as_str)
}

/// The library, which `pyexpat` has found: there is no parser before that.
pub fn expat() -> &'static Library {
    match LIBRARY.get() {
        Some(Ok(l)) => l,
        _ => unreachable!("pyexpat is not created without the library"),
    }
}
