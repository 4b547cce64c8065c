//! What a program without the standard library must bring itself: an allocator and a panic handler, both of a few bytes
//! (docs/decisions/0016).
//!
//! A panic traps without a message: JavaScript tells the caller, and makes a new instance for the next call.

use lol_alloc::{FreeListAllocator, LockedAllocator};

/// Free blocks are joined again, so memory does not grow with the number of calls.
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());

#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
