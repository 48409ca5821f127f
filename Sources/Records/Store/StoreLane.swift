import Dispatch

/// Takes a store's calls off the caller's thread, one after another in the order they were made.
///
/// A disk that stalls then holds up this lane and nothing else.
public actor StoreLane {
  private let executor: LaneExecutor
  private let store: any RecordStore

  public init(_ store: any RecordStore) {
    self.store = store
    executor = LaneExecutor()
  }

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// Runs calls to the store; between them no other caller's are run.
  public func perform<Value: Sendable>(
    _ body: @Sendable (any RecordStore) throws(RecordsError) -> Value
  ) throws(RecordsError) -> Value {
    try body(store)
  }
}
