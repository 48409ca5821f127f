import Dispatch
import Foundation

/// Waits for SIGTERM or SIGINT, and SIGHUP where it is wanted, in place of their default of ending the process at once.
struct ShutdownSignal {
  private let sources: [any DispatchSourceSignal]
  private let received: AsyncStream<Int32>

  init(reloading: Bool = false) {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    received = stream
    sources = ([SIGTERM, SIGINT] + (reloading ? [SIGHUP] : [])).map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield(number) }
      source.resume()
      return source
    }
  }

  /// The name of the signal that ends the process; each SIGHUP before it calls `reload`.
  func wait(reload: () async -> Void = {}) async -> String {
    for await number in received {
      guard number == SIGHUP else { return number == SIGTERM ? "SIGTERM" : "SIGINT" }
      await reload()
    }
    return "end"
  }
}
