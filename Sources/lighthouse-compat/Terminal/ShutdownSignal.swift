import Dispatch
import Foundation
import Synchronization

/// Waits for SIGTERM or SIGINT, and for the signals that a server obeys while it runs, in place of
/// their default of ending the process at once.
struct ShutdownSignal {
  private let sources: [any DispatchSourceSignal]
  private let received: AsyncStream<Int32>
  private let continuation: AsyncStream<Int32>.Continuation
  private let unheard = Unheard()

  /// Signals that have come and that nobody was given yet.
  private final class Unheard: Sendable {
    let numbers = Mutex<[Int32]>([])
  }

  /// What `wait(until:)` is given in a signal's place when it was woken.
  static let woken: Int32 = 0

  /// - Parameter obeyed: the signals that do not end the process.
  init(obeyed: [Int32] = []) {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    received = stream
    self.continuation = continuation
    sources = ([SIGTERM, SIGINT] + obeyed).map { [unheard] number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler {
        unheard.numbers.withLock { $0.append(number) }
        continuation.yield(number)
      }
      source.resume()
      return source
    }
  }

  /// Signals that came while nobody waited for one, the oldest first.
  var pending: [Int32] { unheard.numbers.withLock { $0 } }

  /// Wakes whoever waits, without a signal.
  var wake: @Sendable () -> Void { { [continuation] in continuation.yield(Self.woken) } }

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
      unheard.numbers.withLock { numbers in
        if let index = numbers.firstIndex(of: number) { numbers.remove(at: index) }
      }
      switch number {
      case SIGTERM: return "SIGTERM"
      case SIGINT: return "SIGINT"
      default: if await obey(number) { return nil }
      }
    }
    return "end"
  }
}
