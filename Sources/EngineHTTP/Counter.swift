import Synchronization

/// A number that only grows, counted from any thread.
public final class Counter: Sendable {
  private let value = Atomic<Int>(0)

  public init() {}

  public var total: Int { value.load(ordering: .relaxed) }

  public func increment() {
    value.add(1, ordering: .relaxed)
  }
}
