//! The `_types` module: names for classes that have no other.

use object::code::Code;
use object::error::Result;
use object::frame::{ASYNC_GENERATOR, COROUTINE, FrameObject, Generator, Traceback};
use object::function::{CLASSMETHOD_DESCR, GetSet, METHOD_DESCR, METHOD_WRAPPER, Member, WRAPPER_DESCR};
use object::gc::Object;
use object::misc::{EllipsisType, NoneType, NotImplementedType};
use object::{BoundMethod, Cell, Class, ClassBuilder, ClassCell, Function, Gc, Module, NativeFn};

/// `types.CapsuleType`; no object of this class exists, since there is no C API.
static CAPSULE: ClassCell = ClassCell::new();

pub fn create() -> Result<Gc<Module>> {
    let _ = ClassBuilder::untyped("PyCapsule", &object::misc::OBJECT_LAYOUT)
        .cell(&CAPSULE)
        .flags(object::class::ClassFlags::NO_INSTANTIATE)
        .build();
    let m = Module::new("_types");
    m.set_doc("Define names for built-in types.");
    let classes: [(&str, Gc<Class>); 27] = [
        ("AsyncGeneratorType", ASYNC_GENERATOR.get()),
        ("BuiltinFunctionType", NativeFn::class()),
        ("BuiltinMethodType", NativeFn::class()),
        ("CapsuleType", CAPSULE.get()),
        ("CellType", Cell::class()),
        ("ClassMethodDescriptorType", CLASSMETHOD_DESCR.get()),
        ("CodeType", Code::class()),
        ("CoroutineType", COROUTINE.get()),
        ("EllipsisType", EllipsisType::class()),
        ("FrameType", FrameObject::class()),
        ("FunctionType", Function::class()),
        ("GeneratorType", Generator::class()),
        ("GenericAlias", crate::generic_alias::GenericAlias::class()),
        ("GetSetDescriptorType", GetSet::class()),
        ("LambdaType", Function::class()),
        ("MappingProxyType", crate::mapping_proxy::MappingProxy::class()),
        ("MemberDescriptorType", Member::class()),
        ("MethodDescriptorType", METHOD_DESCR.get()),
        ("MethodType", BoundMethod::class()),
        ("MethodWrapperType", METHOD_WRAPPER.get()),
        ("ModuleType", Module::class()),
        ("NoneType", NoneType::class()),
        ("NotImplementedType", NotImplementedType::class()),
        ("SimpleNamespace", crate::namespace::SimpleNamespace::class()),
        ("TracebackType", Traceback::class()),
        ("UnionType", crate::union_type::Union::class()),
        ("WrapperDescriptorType", WRAPPER_DESCR.get()),
    ];
    for (name, class) in classes {
        m.set(name, class);
    }
    Ok(m)
}
