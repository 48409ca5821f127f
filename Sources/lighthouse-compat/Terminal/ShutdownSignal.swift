import Dispatch
import Foundation

/// Waits for SIGTERM or SIGINT, and for the signals that a server obeys while it runs, in place of
/// their default of ending the process at once.
struct ShutdownSignal {
  private let sources: [any DispatchSourceSignal]
  private let received: AsyncStream<Int32>

  /// - Parameter obeyed: the signals that do not end the process.
  init(obeyed: [Int32] = []) {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    received = stream
    sources = ([SIGTERM, SIGINT] + obeyed).map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield(number) }
      source.resume()
      return source
    }
  }

  /// The name of the signal that ends the process; each one before it is given to `obey`.
  func wait(obey: (Int32) async -> Void = { _ in }) async -> String {
    await wait {
      await obey($0)
      return false
    } ?? "end"
  }

  /// The name of the signal that ends the process, or nil once `obey` says of another one that the
  /// waiting is over.
  func wait(until obey: (Int32) async -> Bool) async -> String? {
    for await number in received {
      switch number {
      case SIGTERM: return "SIGTERM"
      case SIGINT: return "SIGINT"
      default: if await obey(number) { return nil }
      }
    }
    return "end"
  }
}
