import Dispatch
import Foundation

/// Waits for SIGTERM or SIGINT, in place of their default of ending the process at once.
struct ShutdownSignal {
  private let sources: [any DispatchSourceSignal]
  private let received: AsyncStream<Int32>

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    received = stream
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield(number) }
      source.resume()
      return source
    }
  }

  /// The name of the signal that came.
  func wait() async -> String {
    for await number in received { return number == SIGTERM ? "SIGTERM" : "SIGINT" }
    return "end"
  }
}
