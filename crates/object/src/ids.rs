//! Identifiers that the machine and the built-ins name in Rust code.
//!
//! One row adds one name. The names of the first group are *dunders*: special methods that operators look up on
//! the class. Every class caches them by number (`Class::dunder`), so an operator costs one load after the class
//! is known. The second group are ordinary names, interned once.

use crate::Gc;
use crate::strs::Str;

macro_rules! ids {
    (dunders { $($d:ident)* } names { $($n:ident)* }) => {
        /// A well-known identifier; `Id::x.str()` is its interned string.
        #[allow(non_camel_case_types, missing_docs)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u16)]
        pub enum Id { $($d,)* $($n,)* }
        /// The text of each `Id`, in order.
        pub const ID_TEXT: &[&str] = &[$(stringify!($d),)* $(stringify!($n),)*];
        /// How many of the identifiers are dunders.
        pub const DUNDERS: usize = [$(Id::$d),*].len();
    };
}

ids! {
    dunders {
        __new__ __init__ __del__ __repr__ __str__ __bytes__ __format__ __hash__ __bool__ __len__ __length_hint__
        __getattribute__ __getattr__ __setattr__ __delattr__ __dir__ __get__ __set__ __delete__ __set_name__
        __call__ __iter__ __next__ __reversed__ __contains__ __getitem__ __setitem__ __delitem__ __missing__
        __class_getitem__ __init_subclass__ __prepare__ __mro_entries__ __instancecheck__ __subclasscheck__
        __lt__ __le__ __eq__ __ne__ __gt__ __ge__
        __add__ __radd__ __iadd__ __sub__ __rsub__ __isub__ __mul__ __rmul__ __imul__
        __matmul__ __rmatmul__ __imatmul__ __truediv__ __rtruediv__ __itruediv__
        __floordiv__ __rfloordiv__ __ifloordiv__ __mod__ __rmod__ __imod__ __divmod__ __rdivmod__
        __pow__ __rpow__ __ipow__ __lshift__ __rlshift__ __ilshift__ __rshift__ __rrshift__ __irshift__
        __and__ __rand__ __iand__ __xor__ __rxor__ __ixor__ __or__ __ror__ __ior__
        __neg__ __pos__ __abs__ __invert__ __complex__ __int__ __float__ __index__ __round__ __trunc__ __floor__ __ceil__
        __enter__ __exit__ __aenter__ __aexit__ __await__ __aiter__ __anext__ __buffer__ __release_buffer__
        __copy__ __deepcopy__ __reduce__ __reduce_ex__ __getstate__ __sizeof__ __fspath__
        __subclasshook__ __class__ mro
    }
    names {
        __name__ __qualname__ __module__ __doc__ __dict__ __slots__ __bases__ __mro__ __file__ __path__ __package__ __spec__
        __loader__ __builtins__ __build_class__ __import__ __main__ __annotations__ __annotate__ __annotate_func__ __type_params__ __static_attributes__
        __firstlineno__ __classcell__ __classdictcell__ __orig_class__ __orig_bases__ __origin__ __args__ __parameters__
        __defaults__ __kwdefaults__ __code__ __globals__ __closure__ __wrapped__ __self__ __func__ __objclass__ __text_signature__
        __cause__ __context__ __suppress_context__ __traceback__ __notes__ __weakref__ __abstractmethods__ __isabstractmethod__
        __match_args__ __debug__ __all__ __cached__ __signature__ __conditional_annotations__ __typing_subst__ __typing_unpacked_tuple_args__
        __unpacked__ __getinitargs__ __getnewargs__ __getnewargs_ex__ __setstate__ __subclasses__

        args msg name path name_from obj object start end encoding reason errno strerror filename filename2 characters_written value code
        text lineno offset end_lineno end_offset print_file_and_line metadata
        send throw close join append extend add update get keys values items pop copy write flush read readline fileno isatty
        stdin stdout stderr path_hooks modules meta_path builtins sys importlib _bootstrap _bootstrap_external _handle_fromlist _find_and_load _lock_unlock_module _initializing
        find_spec sort key reverse default sep file maxsplit strict argv displayhook excepthook unraisablehook last_exc last_type
        last_value last_traceback warnings warn warn_explicit ps1 ps2 warnoptions _xoptions tracebacklimit exc_type exc_value exc_traceback err_msg
        gi_frame gi_code gi_running gi_yieldfrom cr_await cr_frame cr_code cr_running cr_origin ag_frame ag_code ag_running ag_await
        f_locals f_globals f_lineno co_name co_filename tb_next tb_frame tb_lineno tb_lasti real imag numerator denominator
        TypeAliasType ParamSpec TypeVar TypeVarTuple Generic typing _typing string templatelib Interpolation Template strings interpolations
        line call return_ exception opcode None_ True_ False_ big little mode buffering closefd opener errors newline raw closed buffer
        _abc_impl _fields _attributes _is_text_encoding decode encode incrementaldecoder incrementalencoder
        __dataclass_fields__ exceptions func keywords _type_ print length
    }
}

static mut TABLE: [Option<Gc<Str>>; ID_TEXT.len()] = [None; ID_TEXT.len()];

impl Id {
    /// The interned string of this identifier. Valid once `init` has run.
    #[inline(always)]
    #[must_use]
    pub fn str(self) -> Gc<Str> {
        // SAFETY: `init` fills the table before any code runs, and it is never written afterwards.
        unsafe { TABLE[self as usize].unwrap_unchecked() }
    }

    /// The text of this identifier.
    #[must_use]
    pub fn text(self) -> &'static str {
        ID_TEXT[self as usize]
    }

    /// The dunder with this name, if the name is one.
    #[must_use]
    pub fn dunder_of(name: Gc<Str>) -> Option<Id> {
        let n = crate::strs::dunder_number(name)?;
        // SAFETY: numbers below DUNDERS are discriminants of `Id`.
        Some(unsafe { std::mem::transmute::<u16, Id>(n) })
    }
}

/// Interns all identifiers. Runs once, when the VM starts.
pub fn init() {
    for (i, text) in ID_TEXT.iter().enumerate() {
        let s = crate::strs::intern(text);
        if i < DUNDERS {
            crate::strs::set_dunder_number(s, i as u16);
        }
        // SAFETY: single-threaded start-up.
        unsafe { TABLE[i] = Some(s) };
    }
    heap::add_root((&raw const TABLE).cast(), ID_TEXT.len());
}
