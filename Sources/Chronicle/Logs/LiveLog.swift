import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A log that is being written, from any thread, and may be read at any time.
public final class LiveLog: Sendable {
  private let state: Mutex<ChronicleLog>
  private let now: @Sendable () -> Int64

  /// - Parameters:
  ///   - limit: how many entries are kept; what comes later is counted as lost.
  ///   - now: nanoseconds on the clock that all parties of a run share.
  public init(
    limit: Int = 1_000_000, now: @escaping @Sendable () -> Int64 = { LiveLog.monotonicNow() }
  ) {
    state = Mutex(ChronicleLog(limit: limit))
    self.now = now
  }

  /// The log as it stands.
  public var log: ChronicleLog { state.withLock { $0 } }

  /// The number that the next operation will bear, as gaps are told in.
  public var nextNumber: Int { state.withLock { $0.entries.count } }

  /// Notes that an operation is asked, before it is sent on.
  public func began(method: String, subject: OperationSubject) -> ChronicleToken {
    // The clock is read under the lock, so that numbers and moments have one order.
    let number = state.withLock { $0.began(method: method, subject: subject, at: now()) }
    return ChronicleToken(number: number, method: method)
  }

  /// Notes the answer; of several to one operation the first counts.
  public func ended(_ token: ChronicleToken, _ answer: ChronicleAnswer) {
    guard let number = token.number else { return }
    state.withLock { $0.ended(number, answer, at: now()) }
  }

  /// Nanoseconds on the machine's monotonic clock.
  public static func monotonicNow() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
