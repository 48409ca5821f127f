import NIOCore
import NIOPosix

/// The event loops of a process: one for the answer's path, one for everything beside it.
enum EventLoops {
  static func run<Value>(
    threads: Int = 2,
    _ body: (MultiThreadedEventLoopGroup) async throws -> Value
  ) async throws -> Value {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    do {
      let value = try await body(group)
      try await group.shutdownGracefully()
      return value
    } catch {
      try await group.shutdownGracefully()
      throw error
    }
  }
}
