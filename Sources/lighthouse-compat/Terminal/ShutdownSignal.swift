import Dispatch
import Foundation
import Synchronization

/// Waits for SIGTERM or SIGINT, and for the signals that a server obeys while it runs, in place of
/// their default of ending the process at once.
struct ShutdownSignal {
  private let sources: [any DispatchSourceSignal]
  private let received: AsyncStream<Int32>
  private let last = LastEnding()

  /// The last signal that is to end the process, also while nobody waits for one.
  private final class LastEnding: Sendable {
    let number = Mutex<Int32?>(nil)
  }

  /// - Parameter obeyed: the signals that do not end the process.
  init(obeyed: [Int32] = []) {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    received = stream
    sources = ([SIGTERM, SIGINT] + obeyed).map { [last] number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler {
        if !obeyed.contains(number) { last.number.withLock { $0 = number } }
        continuation.yield(number)
      }
      source.resume()
      return source
    }
  }

  /// The signal that was to end the process, as soon as one has come; nil until then.
  var ending: Int32? { last.number.withLock { $0 } }

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
