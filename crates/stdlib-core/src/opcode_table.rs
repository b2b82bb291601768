//! The instructions of CPython 3.14: number, properties, effect on the depth of the stack.
//!
//! The properties are letters: a(rgument), c(onstant), n(ame), j(ump), f(ree variable), l(ocal), e(xception handler).

/// How an instruction changes the depth of the stack.
#[derive(Clone, Copy, Debug)]
pub enum Effect {
    /// Always by this much.
    Fixed(i64),
    /// By the first number, and the second for each unit of the argument.
    Linear(i64, i64),
    /// By the first number, and the second if the argument is odd.
    LowBit(i64, i64),
    /// By the first number when it does not jump, by the second when it does.
    Jump(i64, i64),
    /// The targets before (low byte) and after (other bytes) the starred one.
    UnpackEx,
    /// A form that only the machine writes, which has no effect of its own.
    Specialized,
}

/// All instructions by number.
pub const TABLE: &[(i64, &str, Effect)] = &[
    (0, "", Effect::Fixed(0)),          // CACHE
    (1, "", Effect::Fixed(-2)),         // BINARY_SLICE
    (2, "", Effect::Fixed(-1)),         // BUILD_TEMPLATE
    (3, "l", Effect::Specialized),      // BINARY_OP_INPLACE_ADD_UNICODE
    (4, "", Effect::Fixed(-3)),         // CALL_FUNCTION_EX
    (5, "", Effect::Fixed(0)),          // CHECK_EG_MATCH
    (6, "", Effect::Fixed(0)),          // CHECK_EXC_MATCH
    (7, "", Effect::Fixed(-1)),         // CLEANUP_THROW
    (8, "", Effect::Fixed(-2)),         // DELETE_SUBSCR
    (9, "", Effect::Fixed(-1)),         // END_FOR
    (10, "", Effect::Fixed(-1)),        // END_SEND
    (11, "", Effect::Fixed(-1)),        // EXIT_INIT_CHECK
    (12, "", Effect::Fixed(0)),         // FORMAT_SIMPLE
    (13, "", Effect::Fixed(-1)),        // FORMAT_WITH_SPEC
    (14, "", Effect::Fixed(0)),         // GET_AITER
    (15, "", Effect::Fixed(1)),         // GET_ANEXT
    (16, "", Effect::Fixed(0)),         // GET_ITER
    (17, "", Effect::Fixed(0)),         // RESERVED
    (18, "", Effect::Fixed(1)),         // GET_LEN
    (19, "", Effect::Fixed(0)),         // GET_YIELD_FROM_ITER
    (20, "", Effect::Fixed(-1)),        // INTERPRETER_EXIT
    (21, "", Effect::Fixed(1)),         // LOAD_BUILD_CLASS
    (22, "", Effect::Fixed(1)),         // LOAD_LOCALS
    (23, "", Effect::Fixed(0)),         // MAKE_FUNCTION
    (24, "", Effect::Fixed(1)),         // MATCH_KEYS
    (25, "", Effect::Fixed(1)),         // MATCH_MAPPING
    (26, "", Effect::Fixed(1)),         // MATCH_SEQUENCE
    (27, "", Effect::Fixed(0)),         // NOP
    (28, "", Effect::Fixed(0)),         // NOT_TAKEN
    (29, "", Effect::Fixed(-1)),        // POP_EXCEPT
    (30, "", Effect::Fixed(-1)),        // POP_ITER
    (31, "", Effect::Fixed(-1)),        // POP_TOP
    (32, "", Effect::Fixed(1)),         // PUSH_EXC_INFO
    (33, "", Effect::Fixed(1)),         // PUSH_NULL
    (34, "", Effect::Fixed(1)),         // RETURN_GENERATOR
    (35, "", Effect::Fixed(0)),         // RETURN_VALUE
    (36, "", Effect::Fixed(0)),         // SETUP_ANNOTATIONS
    (37, "", Effect::Fixed(-4)),        // STORE_SLICE
    (38, "", Effect::Fixed(-3)),        // STORE_SUBSCR
    (39, "", Effect::Fixed(0)),         // TO_BOOL
    (40, "", Effect::Fixed(0)),         // UNARY_INVERT
    (41, "", Effect::Fixed(0)),         // UNARY_NEGATIVE
    (42, "", Effect::Fixed(0)),         // UNARY_NOT
    (43, "", Effect::Fixed(1)),         // WITH_EXCEPT_START
    (44, "a", Effect::Fixed(-1)),       // BINARY_OP
    (45, "a", Effect::LowBit(-1, -1)),  // BUILD_INTERPOLATION
    (46, "a", Effect::Linear(1, -1)),   // BUILD_LIST
    (47, "a", Effect::Linear(1, -2)),   // BUILD_MAP
    (48, "a", Effect::Linear(1, -1)),   // BUILD_SET
    (49, "a", Effect::Linear(1, -1)),   // BUILD_SLICE
    (50, "a", Effect::Linear(1, -1)),   // BUILD_STRING
    (51, "a", Effect::Linear(1, -1)),   // BUILD_TUPLE
    (52, "a", Effect::Linear(-1, -1)),  // CALL
    (53, "a", Effect::Fixed(0)),        // CALL_INTRINSIC_1
    (54, "a", Effect::Fixed(-1)),       // CALL_INTRINSIC_2
    (55, "a", Effect::Linear(-2, -1)),  // CALL_KW
    (56, "a", Effect::Fixed(-1)),       // COMPARE_OP
    (57, "a", Effect::Fixed(-1)),       // CONTAINS_OP
    (58, "a", Effect::Fixed(0)),        // CONVERT_VALUE
    (59, "a", Effect::Fixed(1)),        // COPY
    (60, "a", Effect::Fixed(0)),        // COPY_FREE_VARS
    (61, "an", Effect::Fixed(-1)),      // DELETE_ATTR
    (62, "af", Effect::Fixed(0)),       // DELETE_DEREF
    (63, "al", Effect::Fixed(0)),       // DELETE_FAST
    (64, "an", Effect::Fixed(0)),       // DELETE_GLOBAL
    (65, "an", Effect::Fixed(0)),       // DELETE_NAME
    (66, "a", Effect::Fixed(-1)),       // DICT_MERGE
    (67, "a", Effect::Fixed(-1)),       // DICT_UPDATE
    (68, "aj", Effect::Fixed(-2)),      // END_ASYNC_FOR
    (69, "a", Effect::Fixed(0)),        // EXTENDED_ARG
    (70, "aj", Effect::Fixed(1)),       // FOR_ITER
    (71, "a", Effect::Fixed(0)),        // GET_AWAITABLE
    (72, "an", Effect::Fixed(1)),       // IMPORT_FROM
    (73, "an", Effect::Fixed(-1)),      // IMPORT_NAME
    (74, "a", Effect::Fixed(-1)),       // IS_OP
    (75, "aj", Effect::Fixed(0)),       // JUMP_BACKWARD
    (76, "aj", Effect::Fixed(0)),       // JUMP_BACKWARD_NO_INTERRUPT
    (77, "aj", Effect::Fixed(0)),       // JUMP_FORWARD
    (78, "a", Effect::Fixed(-1)),       // LIST_APPEND
    (79, "a", Effect::Fixed(-1)),       // LIST_EXTEND
    (80, "an", Effect::LowBit(0, 1)),   // LOAD_ATTR
    (81, "a", Effect::Fixed(1)),        // LOAD_COMMON_CONSTANT
    (82, "ac", Effect::Fixed(1)),       // LOAD_CONST
    (83, "al", Effect::Fixed(1)),       // LOAD_DEREF
    (84, "al", Effect::Fixed(1)),       // LOAD_FAST
    (85, "al", Effect::Fixed(1)),       // LOAD_FAST_AND_CLEAR
    (86, "al", Effect::Fixed(1)),       // LOAD_FAST_BORROW
    (87, "al", Effect::Fixed(2)),       // LOAD_FAST_BORROW_LOAD_FAST_BORROW
    (88, "al", Effect::Fixed(1)),       // LOAD_FAST_CHECK
    (89, "al", Effect::Fixed(2)),       // LOAD_FAST_LOAD_FAST
    (90, "af", Effect::Fixed(0)),       // LOAD_FROM_DICT_OR_DEREF
    (91, "an", Effect::Fixed(0)),       // LOAD_FROM_DICT_OR_GLOBALS
    (92, "an", Effect::LowBit(1, 1)),   // LOAD_GLOBAL
    (93, "an", Effect::Fixed(1)),       // LOAD_NAME
    (94, "a", Effect::Fixed(1)),        // LOAD_SMALL_INT
    (95, "a", Effect::Fixed(1)),        // LOAD_SPECIAL
    (96, "an", Effect::LowBit(-2, 1)),  // LOAD_SUPER_ATTR
    (97, "af", Effect::Fixed(0)),       // MAKE_CELL
    (98, "a", Effect::Fixed(-2)),       // MAP_ADD
    (99, "a", Effect::Fixed(-2)),       // MATCH_CLASS
    (100, "aj", Effect::Fixed(-1)),     // POP_JUMP_IF_FALSE
    (101, "aj", Effect::Fixed(-1)),     // POP_JUMP_IF_NONE
    (102, "aj", Effect::Fixed(-1)),     // POP_JUMP_IF_NOT_NONE
    (103, "aj", Effect::Fixed(-1)),     // POP_JUMP_IF_TRUE
    (104, "a", Effect::Linear(0, -1)),  // RAISE_VARARGS
    (105, "a", Effect::Fixed(-1)),      // RERAISE
    (106, "aj", Effect::Fixed(0)),      // SEND
    (107, "a", Effect::Fixed(-1)),      // SET_ADD
    (108, "a", Effect::Fixed(-1)),      // SET_FUNCTION_ATTRIBUTE
    (109, "a", Effect::Fixed(-1)),      // SET_UPDATE
    (110, "an", Effect::Fixed(-2)),     // STORE_ATTR
    (111, "af", Effect::Fixed(-1)),     // STORE_DEREF
    (112, "al", Effect::Fixed(-1)),     // STORE_FAST
    (113, "al", Effect::Fixed(0)),      // STORE_FAST_LOAD_FAST
    (114, "al", Effect::Fixed(-2)),     // STORE_FAST_STORE_FAST
    (115, "an", Effect::Fixed(-1)),     // STORE_GLOBAL
    (116, "an", Effect::Fixed(-1)),     // STORE_NAME
    (117, "a", Effect::Fixed(0)),       // SWAP
    (118, "a", Effect::UnpackEx),       // UNPACK_EX
    (119, "a", Effect::Linear(-1, 1)),  // UNPACK_SEQUENCE
    (120, "a", Effect::Fixed(0)),       // YIELD_VALUE
    (128, "a", Effect::Fixed(0)),       // RESUME
    (129, "", Effect::Specialized),     // BINARY_OP_ADD_FLOAT
    (130, "", Effect::Specialized),     // BINARY_OP_ADD_INT
    (131, "", Effect::Specialized),     // BINARY_OP_ADD_UNICODE
    (132, "", Effect::Specialized),     // BINARY_OP_EXTEND
    (133, "", Effect::Specialized),     // BINARY_OP_MULTIPLY_FLOAT
    (134, "", Effect::Specialized),     // BINARY_OP_MULTIPLY_INT
    (135, "", Effect::Specialized),     // BINARY_OP_SUBSCR_DICT
    (136, "", Effect::Specialized),     // BINARY_OP_SUBSCR_GETITEM
    (137, "", Effect::Specialized),     // BINARY_OP_SUBSCR_LIST_INT
    (138, "", Effect::Specialized),     // BINARY_OP_SUBSCR_LIST_SLICE
    (139, "", Effect::Specialized),     // BINARY_OP_SUBSCR_STR_INT
    (140, "", Effect::Specialized),     // BINARY_OP_SUBSCR_TUPLE_INT
    (141, "", Effect::Specialized),     // BINARY_OP_SUBTRACT_FLOAT
    (142, "", Effect::Specialized),     // BINARY_OP_SUBTRACT_INT
    (143, "a", Effect::Specialized),    // CALL_ALLOC_AND_ENTER_INIT
    (144, "a", Effect::Specialized),    // CALL_BOUND_METHOD_EXACT_ARGS
    (145, "a", Effect::Specialized),    // CALL_BOUND_METHOD_GENERAL
    (146, "a", Effect::Specialized),    // CALL_BUILTIN_CLASS
    (147, "a", Effect::Specialized),    // CALL_BUILTIN_FAST
    (148, "a", Effect::Specialized),    // CALL_BUILTIN_FAST_WITH_KEYWORDS
    (149, "a", Effect::Specialized),    // CALL_BUILTIN_O
    (150, "a", Effect::Specialized),    // CALL_ISINSTANCE
    (151, "a", Effect::Specialized),    // CALL_KW_BOUND_METHOD
    (152, "a", Effect::Specialized),    // CALL_KW_NON_PY
    (153, "a", Effect::Specialized),    // CALL_KW_PY
    (154, "", Effect::Specialized),     // CALL_LEN
    (155, "a", Effect::Specialized),    // CALL_LIST_APPEND
    (156, "a", Effect::Specialized),    // CALL_METHOD_DESCRIPTOR_FAST
    (157, "a", Effect::Specialized),    // CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS
    (158, "a", Effect::Specialized),    // CALL_METHOD_DESCRIPTOR_NOARGS
    (159, "a", Effect::Specialized),    // CALL_METHOD_DESCRIPTOR_O
    (160, "a", Effect::Specialized),    // CALL_NON_PY_GENERAL
    (161, "a", Effect::Specialized),    // CALL_PY_EXACT_ARGS
    (162, "a", Effect::Specialized),    // CALL_PY_GENERAL
    (163, "a", Effect::Specialized),    // CALL_STR_1
    (164, "a", Effect::Specialized),    // CALL_TUPLE_1
    (165, "a", Effect::Specialized),    // CALL_TYPE_1
    (166, "a", Effect::Specialized),    // COMPARE_OP_FLOAT
    (167, "a", Effect::Specialized),    // COMPARE_OP_INT
    (168, "a", Effect::Specialized),    // COMPARE_OP_STR
    (169, "a", Effect::Specialized),    // CONTAINS_OP_DICT
    (170, "a", Effect::Specialized),    // CONTAINS_OP_SET
    (171, "a", Effect::Specialized),    // FOR_ITER_GEN
    (172, "aj", Effect::Specialized),   // FOR_ITER_LIST
    (173, "aj", Effect::Specialized),   // FOR_ITER_RANGE
    (174, "aj", Effect::Specialized),   // FOR_ITER_TUPLE
    (175, "aj", Effect::Specialized),   // JUMP_BACKWARD_JIT
    (176, "aj", Effect::Specialized),   // JUMP_BACKWARD_NO_JIT
    (177, "a", Effect::Specialized),    // LOAD_ATTR_CLASS
    (178, "a", Effect::Specialized),    // LOAD_ATTR_CLASS_WITH_METACLASS_CHECK
    (179, "an", Effect::Specialized),   // LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN
    (180, "a", Effect::Specialized),    // LOAD_ATTR_INSTANCE_VALUE
    (181, "a", Effect::Specialized),    // LOAD_ATTR_METHOD_LAZY_DICT
    (182, "a", Effect::Specialized),    // LOAD_ATTR_METHOD_NO_DICT
    (183, "a", Effect::Specialized),    // LOAD_ATTR_METHOD_WITH_VALUES
    (184, "a", Effect::Specialized),    // LOAD_ATTR_MODULE
    (185, "a", Effect::Specialized),    // LOAD_ATTR_NONDESCRIPTOR_NO_DICT
    (186, "a", Effect::Specialized),    // LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
    (187, "a", Effect::Specialized),    // LOAD_ATTR_PROPERTY
    (188, "a", Effect::Specialized),    // LOAD_ATTR_SLOT
    (189, "an", Effect::Specialized),   // LOAD_ATTR_WITH_HINT
    (190, "ac", Effect::Specialized),   // LOAD_CONST_IMMORTAL
    (191, "ac", Effect::Specialized),   // LOAD_CONST_MORTAL
    (192, "a", Effect::Specialized),    // LOAD_GLOBAL_BUILTIN
    (193, "a", Effect::Specialized),    // LOAD_GLOBAL_MODULE
    (194, "an", Effect::Specialized),   // LOAD_SUPER_ATTR_ATTR
    (195, "an", Effect::Specialized),   // LOAD_SUPER_ATTR_METHOD
    (196, "", Effect::Specialized),     // RESUME_CHECK
    (197, "a", Effect::Specialized),    // SEND_GEN
    (198, "", Effect::Specialized),     // STORE_ATTR_INSTANCE_VALUE
    (199, "", Effect::Specialized),     // STORE_ATTR_SLOT
    (200, "an", Effect::Specialized),   // STORE_ATTR_WITH_HINT
    (201, "", Effect::Specialized),     // STORE_SUBSCR_DICT
    (202, "", Effect::Specialized),     // STORE_SUBSCR_LIST_INT
    (203, "", Effect::Specialized),     // TO_BOOL_ALWAYS_TRUE
    (204, "", Effect::Specialized),     // TO_BOOL_BOOL
    (205, "", Effect::Specialized),     // TO_BOOL_INT
    (206, "", Effect::Specialized),     // TO_BOOL_LIST
    (207, "", Effect::Specialized),     // TO_BOOL_NONE
    (208, "", Effect::Specialized),     // TO_BOOL_STR
    (209, "a", Effect::Specialized),    // UNPACK_SEQUENCE_LIST
    (210, "a", Effect::Specialized),    // UNPACK_SEQUENCE_TUPLE
    (211, "a", Effect::Specialized),    // UNPACK_SEQUENCE_TWO_TUPLE
    (234, "", Effect::Fixed(-1)),       // INSTRUMENTED_END_FOR
    (235, "", Effect::Fixed(-1)),       // INSTRUMENTED_POP_ITER
    (236, "", Effect::Fixed(-1)),       // INSTRUMENTED_END_SEND
    (237, "aj", Effect::Fixed(1)),      // INSTRUMENTED_FOR_ITER
    (238, "", Effect::Fixed(0)),        // INSTRUMENTED_INSTRUCTION
    (239, "a", Effect::Fixed(0)),       // INSTRUMENTED_JUMP_FORWARD
    (240, "", Effect::Fixed(0)),        // INSTRUMENTED_NOT_TAKEN
    (241, "a", Effect::Fixed(-1)),      // INSTRUMENTED_POP_JUMP_IF_TRUE
    (242, "a", Effect::Fixed(-1)),      // INSTRUMENTED_POP_JUMP_IF_FALSE
    (243, "a", Effect::Fixed(-1)),      // INSTRUMENTED_POP_JUMP_IF_NONE
    (244, "a", Effect::Fixed(-1)),      // INSTRUMENTED_POP_JUMP_IF_NOT_NONE
    (245, "a", Effect::Fixed(0)),       // INSTRUMENTED_RESUME
    (246, "", Effect::Fixed(0)),        // INSTRUMENTED_RETURN_VALUE
    (247, "a", Effect::Fixed(0)),       // INSTRUMENTED_YIELD_VALUE
    (248, "aj", Effect::Fixed(-2)),     // INSTRUMENTED_END_ASYNC_FOR
    (249, "an", Effect::LowBit(-2, 1)), // INSTRUMENTED_LOAD_SUPER_ATTR
    (250, "a", Effect::Linear(-1, -1)), // INSTRUMENTED_CALL
    (251, "a", Effect::Linear(-2, -1)), // INSTRUMENTED_CALL_KW
    (252, "", Effect::Fixed(-3)),       // INSTRUMENTED_CALL_FUNCTION_EX
    (253, "a", Effect::Fixed(0)),       // INSTRUMENTED_JUMP_BACKWARD
    (254, "", Effect::Fixed(0)),        // INSTRUMENTED_LINE
    (255, "a", Effect::Fixed(0)),       // ENTER_EXECUTOR
    (256, "", Effect::Fixed(0)),        // ANNOTATIONS_PLACEHOLDER
    (257, "aj", Effect::Fixed(0)),      // JUMP
    (258, "aj", Effect::Fixed(0)),      // JUMP_IF_FALSE
    (259, "aj", Effect::Fixed(0)),      // JUMP_IF_TRUE
    (260, "aj", Effect::Fixed(0)),      // JUMP_NO_INTERRUPT
    (261, "al", Effect::Fixed(1)),      // LOAD_CLOSURE
    (262, "", Effect::Fixed(0)),        // POP_BLOCK
    (263, "ae", Effect::Jump(0, 2)),    // SETUP_CLEANUP
    (264, "ae", Effect::Jump(0, 1)),    // SETUP_FINALLY
    (265, "ae", Effect::Jump(0, 1)),    // SETUP_WITH
    (266, "al", Effect::Fixed(-1)),     // STORE_FAST_MAYBE_NULL
];
