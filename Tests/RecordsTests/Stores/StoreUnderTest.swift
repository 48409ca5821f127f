import Records

/// A store of either kind, and the way to stop and start it.
final class StoreUnderTest {
  private(set) var store: any RecordStore
  private(set) var restored: StoredMigration?
  private let scratch: ScratchFolder?
  private let limits: StoreLimits

  init(_ kind: StoreKind, limits: StoreLimits = StoreLimits()) throws {
    self.limits = limits
    switch kind {
    case .memory:
      scratch = nil
      store = InMemoryRecords(limits: limits)
    case .sqlite:
      let scratch = ScratchFolder()
      self.scratch = scratch
      (store, restored) = try scratch.open(limits: limits)
    }
  }

  deinit { try? store.close() }

  /// Ends the process's use of the store and starts again.
  func restart() throws {
    if let memory = store as? InMemoryRecords {
      let next = memory.reopened()
      store = next
      restored = try next.load()
    } else if let scratch {
      try store.close()
      (store, restored) = try scratch.open(limits: limits)
    }
  }
}
