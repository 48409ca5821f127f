public import Foundation
import Synchronization

extension Process {
  private static let starting = Mutex(())

  /// Starts the program, one at a time in this process: Foundation's own start is not safe beside
  /// another thread's.
  public func start() throws {
    let result: Result<Void, any Error> = Self.starting.withLock { _ in Result { try run() } }
    try result.get()
  }
}
