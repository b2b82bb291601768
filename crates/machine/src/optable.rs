//! The table of operations: CPython 3.14's opcodes with the operations that decoding fuses from them.
//!
//! One row adds one operation: its number, its name, and the function that executes it, *hot* (inlined in handlers) or
//! *cold*. The interpreter and the recorder both build their dispatch from this table.

/// Calls a macro with the whole table: `number NAME hot|cold|traced function constants;` rows.
#[macro_export]
macro_rules! for_each_op {
    ($m:ident) => {
        $m! {
            1 BINARY_SLICE cold arith::binary_slice;
            2 BUILD_TEMPLATE cold build::build_template;
            4 CALL_FUNCTION_EX cold call::call_function_ex;
            5 CHECK_EG_MATCH cold exc::check_eg_match;
            6 CHECK_EXC_MATCH cold exc::check_exc_match;
            7 CLEANUP_THROW cold generator::cleanup_throw;
            8 DELETE_SUBSCR cold arith::delete_subscr;
            9 END_FOR hot hot::pop_top;
            10 END_SEND hot hot::end_send;
            12 FORMAT_SIMPLE cold build::format_simple;
            13 FORMAT_WITH_SPEC cold build::format_with_spec;
            14 GET_AITER cold generator::get_aiter;
            15 GET_ANEXT cold generator::get_anext;
            16 GET_ITER cold control::get_iter;
            18 GET_LEN cold matching::get_len;
            19 GET_YIELD_FROM_ITER cold generator::get_yield_from_iter;
            21 LOAD_BUILD_CLASS cold names::load_build_class;
            22 LOAD_LOCALS cold names::load_locals;
            23 MAKE_FUNCTION cold build::make_function;
            24 MATCH_KEYS cold matching::match_keys;
            25 MATCH_MAPPING cold matching::match_mapping;
            26 MATCH_SEQUENCE cold matching::match_sequence;
            27 NOP hot hot::nop;
            28 NOT_TAKEN hot hot::nop;
            29 POP_EXCEPT cold exc::pop_except;
            30 POP_ITER hot hot::pop_top;
            31 POP_TOP hot hot::pop_top;
            32 PUSH_EXC_INFO cold exc::push_exc_info;
            33 PUSH_NULL hot hot::push_null;
            34 RETURN_GENERATOR cold generator::return_generator;
            35 RETURN_VALUE hot hot::return_value;
            36 SETUP_ANNOTATIONS cold names::setup_annotations;
            37 STORE_SLICE cold arith::store_slice;
            38 STORE_SUBSCR hot hot::store_subscr;
            39 TO_BOOL hot hot::to_bool;
            40 UNARY_INVERT cold arith::unary_invert;
            41 UNARY_NEGATIVE cold arith::unary_negative;
            42 UNARY_NOT hot hot::unary_not;
            43 WITH_EXCEPT_START cold exc::with_except_start;
            44 BINARY_OP hot hot::binary_op;
            45 BUILD_INTERPOLATION cold build::build_interpolation;
            46 BUILD_LIST cold build::build_list;
            47 BUILD_MAP cold build::build_map;
            48 BUILD_SET cold build::build_set;
            49 BUILD_SLICE cold build::build_slice;
            50 BUILD_STRING cold build::build_string;
            51 BUILD_TUPLE cold build::build_tuple;
            52 CALL hot hot::call;
            53 CALL_INTRINSIC_1 cold import::call_intrinsic_1;
            54 CALL_INTRINSIC_2 cold import::call_intrinsic_2;
            55 CALL_KW cold call::call_kw;
            56 COMPARE_OP hot hot::compare_op;
            57 CONTAINS_OP cold arith::contains_op;
            58 CONVERT_VALUE cold build::convert_value;
            59 COPY hot hot::copy;
            60 COPY_FREE_VARS cold names::copy_free_vars;
            61 DELETE_ATTR cold attr::delete_attr;
            62 DELETE_DEREF cold names::delete_deref;
            63 DELETE_FAST cold names::delete_fast;
            64 DELETE_GLOBAL cold names::delete_global;
            65 DELETE_NAME cold names::delete_name;
            66 DICT_MERGE cold build::dict_merge;
            67 DICT_UPDATE cold build::dict_update;
            68 END_ASYNC_FOR cold generator::end_async_for;
            70 FOR_ITER hot hot::for_iter;
            71 GET_AWAITABLE cold generator::get_awaitable;
            72 IMPORT_FROM cold import::import_from;
            73 IMPORT_NAME cold import::import_name;
            74 IS_OP hot hot::is_op;
            75 JUMP_BACKWARD hot hot::jump_backward;
            76 JUMP_BACKWARD_NO_INTERRUPT hot hot::jump_forward;
            77 JUMP_FORWARD hot hot::jump_forward;
            78 LIST_APPEND cold build::list_append;
            79 LIST_EXTEND cold build::list_extend;
            80 LOAD_ATTR hot hot::load_attr;
            81 LOAD_COMMON_CONSTANT cold names::load_common_constant;
            82 LOAD_CONST hot hot::load_const;
            83 LOAD_DEREF hot hot::load_deref;
            84 LOAD_FAST hot hot::load_fast;
            85 LOAD_FAST_AND_CLEAR hot hot::load_fast_and_clear;
            86 LOAD_FAST_BORROW hot hot::load_fast;
            87 LOAD_FAST_BORROW_LOAD_FAST_BORROW hot hot::load_fast_load_fast;
            88 LOAD_FAST_CHECK hot hot::load_fast_check;
            89 LOAD_FAST_LOAD_FAST hot hot::load_fast_load_fast;
            90 LOAD_FROM_DICT_OR_DEREF cold names::load_from_dict_or_deref;
            91 LOAD_FROM_DICT_OR_GLOBALS cold names::load_from_dict_or_globals;
            92 LOAD_GLOBAL hot hot::load_global;
            93 LOAD_NAME cold names::load_name;
            94 LOAD_SMALL_INT hot hot::load_small_int;
            95 LOAD_SPECIAL cold attr::load_special;
            96 LOAD_SUPER_ATTR cold attr::load_super_attr;
            97 MAKE_CELL cold names::make_cell;
            98 MAP_ADD cold build::map_add;
            99 MATCH_CLASS cold matching::match_class;
            100 POP_JUMP_IF_FALSE hot hot::pop_jump_if_false;
            101 POP_JUMP_IF_NONE hot hot::pop_jump_if_none;
            102 POP_JUMP_IF_NOT_NONE hot hot::pop_jump_if_not_none;
            103 POP_JUMP_IF_TRUE hot hot::pop_jump_if_true;
            104 RAISE_VARARGS cold exc::raise_varargs;
            105 RERAISE cold exc::reraise;
            106 SEND hot resume::send;
            107 SET_ADD cold build::set_add;
            108 SET_FUNCTION_ATTRIBUTE cold build::set_function_attribute;
            109 SET_UPDATE cold build::set_update;
            110 STORE_ATTR hot hot::store_attr;
            111 STORE_DEREF hot hot::store_deref;
            112 STORE_FAST hot hot::store_fast;
            113 STORE_FAST_LOAD_FAST hot hot::store_fast_load_fast;
            114 STORE_FAST_STORE_FAST hot hot::store_fast_store_fast;
            115 STORE_GLOBAL cold names::store_global;
            116 STORE_NAME cold names::store_name;
            117 SWAP hot hot::swap;
            118 UNPACK_EX cold build::unpack_ex;
            119 UNPACK_SEQUENCE hot hot::unpack_sequence;
            120 YIELD_VALUE hot resume::yield_value;
            128 RESUME hot hot::resume;
            160 BINARY_ADD hot hot::binary_known 0;
            161 BINARY_AND hot hot::binary_known 1;
            162 BINARY_FLOOR_DIVIDE hot hot::binary_known 2;
            163 BINARY_MULTIPLY hot hot::binary_known 5;
            164 BINARY_REMAINDER hot hot::binary_known 6;
            165 BINARY_OR hot hot::binary_known 7;
            166 BINARY_RSHIFT hot hot::binary_known 9;
            167 BINARY_SUBTRACT hot hot::binary_known 10;
            168 BINARY_TRUE_DIVIDE hot hot::binary_known 11;
            169 BINARY_SUBSCR hot hot::binary_subscr;
            170 COMPARE_LT_JUMP_IF_FALSE hot hot::compare_jump_known 0, false;
            171 COMPARE_LT_JUMP_IF_TRUE hot hot::compare_jump_known 0, true;
            172 COMPARE_LE_JUMP_IF_FALSE hot hot::compare_jump_known 1, false;
            173 COMPARE_LE_JUMP_IF_TRUE hot hot::compare_jump_known 1, true;
            174 COMPARE_EQ_JUMP_IF_FALSE hot hot::compare_jump_known 2, false;
            175 COMPARE_EQ_JUMP_IF_TRUE hot hot::compare_jump_known 2, true;
            176 COMPARE_NE_JUMP_IF_FALSE hot hot::compare_jump_known 3, false;
            177 COMPARE_NE_JUMP_IF_TRUE hot hot::compare_jump_known 3, true;
            178 COMPARE_GT_JUMP_IF_FALSE hot hot::compare_jump_known 4, false;
            179 COMPARE_GT_JUMP_IF_TRUE hot hot::compare_jump_known 4, true;
            180 COMPARE_GE_JUMP_IF_FALSE hot hot::compare_jump_known 5, false;
            181 COMPARE_GE_JUMP_IF_TRUE hot hot::compare_jump_known 5, true;
            185 LOAD_ATTR_SLOT hot hot::load_attr_slot;
            186 LOAD_ATTR_METHOD hot hot::load_attr_method;
            187 STORE_ATTR_SLOT hot hot::store_attr_slot;
            188 FOR_ITER_GENERATOR hot resume::for_iter_generator;
            189 RETURN_VALUE_OF_GENERATOR hot resume::return_value;
            190 LOAD_FAST_ATTR_SLOT hot hot::load_fast_attr_slot;
            191 LOAD_FAST_ATTR_METHOD hot hot::load_fast_attr_method;
            151 LOAD_FAST_CONST_OP hot hot::load_fast_load_const;
            152 TRACED traced events::before;
        }
    };
}

macro_rules! numbers {
    ($($n:literal $name:ident $kind:ident $($f:ident)::* $($c:literal),*;)*) => {
        /// Operation numbers.
        #[allow(missing_docs)]
        pub mod op {
            $(pub const $name: u16 = $n;)*
        }
        /// The name of an operation, for dumps.
        #[must_use]
        pub fn name(n: u16) -> &'static str {
            match n {
                $($n => stringify!($name),)*
                _ => "(invalid)",
            }
        }
    };
}
for_each_op!(numbers);

/// Inline cache units that follow each opcode in CPython's word code.
#[must_use]
pub fn cache_units(opcode: u8) -> usize {
    match u16::from(opcode) {
        op::STORE_SUBSCR
        | op::COMPARE_OP
        | op::CONTAINS_OP
        | op::FOR_ITER
        | op::JUMP_BACKWARD
        | op::LOAD_SUPER_ATTR
        | op::POP_JUMP_IF_FALSE
        | op::POP_JUMP_IF_NONE
        | op::POP_JUMP_IF_NOT_NONE
        | op::POP_JUMP_IF_TRUE
        | op::SEND
        | op::UNPACK_SEQUENCE => 1,
        op::TO_BOOL | op::CALL | op::CALL_KW => 3,
        op::LOAD_GLOBAL | op::STORE_ATTR => 4,
        op::BINARY_OP => 5,
        op::LOAD_ATTR => 9,
        _ => 0,
    }
}
