//! Pages of the executable and its libraries that only the start needed.
//!
//! A start runs through much code once, and the kernel maps sixteen pages where one is touched. Unmapping all that cannot
//! be written leaves the pages in the system's cache; what the program needs comes back at its first touch. Breakpoints that a
//! debugger wrote into the code before would be lost, so builds for debugging leave the pages alone.

use std::ffi::c_void;

/// Unmaps the read-only pages of every loaded object.
pub(crate) fn release() {
    if cfg!(debug_assertions) {
        return;
    }
    // SAFETY: the callback fits and gets a null pointer, which it does not use.
    unsafe { libc::dl_iterate_phdr(Some(release_object), std::ptr::null_mut()) };
}

unsafe extern "C" fn release_object(info: *mut libc::dl_phdr_info, _size: usize, _data: *mut c_void) -> i32 {
    // SAFETY: the loader passes a valid record, whose headers describe mappings that exist as long as the object.
    unsafe {
        let headers = std::slice::from_raw_parts((*info).dlpi_phdr, usize::from((*info).dlpi_phnum));
        for header in headers.iter().filter(|h| h.p_type == libc::PT_LOAD && h.p_flags & libc::PF_W == 0) {
            let start = ((*info).dlpi_addr as usize + header.p_vaddr as usize) & !0xfff;
            let end = (*info).dlpi_addr as usize + header.p_vaddr as usize + header.p_memsz as usize;
            // Where the kernel refuses, the pages stay.
            let _ = libc::madvise(start as *mut c_void, end - start, libc::MADV_DONTNEED);
        }
    }
    0
}
