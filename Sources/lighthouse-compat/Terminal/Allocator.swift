import CMalloc

/// The C library's allocator, set for a process that passes bodies of megabytes through.
enum Allocator {
  /// Keeps freed blocks for the next body instead of giving them back to the kernel.
  ///
  /// By default each buffer of a large body is mapped afresh and its pages fault in one by one,
  /// which costs more than everything else that the gateway does with it.
  static func keepLargeBlocks() {
    mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024)
    mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024)
  }
}
