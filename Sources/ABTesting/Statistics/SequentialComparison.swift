import Glibc

/// The always-valid comparison of the arms' failure rates, which may be looked at after every request.
///
/// Requests are gathered in windows that close on counts and time alone, never on outcomes: with
/// both arms in it, at 20 requests or 12 seconds. It stays valid where the common failure rate drifts
/// and where the share changes.
public struct SequentialComparison: Sendable, Hashable {
  /// The requests at which a window closes.
  public static let windowRequests = 20
  /// The age at which a window closes, in seconds: a slot.
  public static let windowSeconds = 12.0

  /// The windows closed so far.
  public private(set) var windows = 0
  private var v4 = SuccessCounts()
  private var v5 = SuccessCounts()
  private var opened = 0.0
  private var worse = OneSidedEvidence()
  private var better = OneSidedEvidence()
  private var peakWorse = 0.0
  private var peakBetter = 0.0
  private var peakEither = 0.0

  public init() {}

  /// The p-value, valid at every look, of v5 failing no more often than v4.
  public var pWorse: Double { exp(-peakWorse) }
  /// The p-value, valid at every look, of v5 failing no less often than v4.
  public var pBetter: Double { exp(-peakBetter) }
  /// The p-value, valid at every look, of both arms failing equally often.
  public var pDifferent: Double { exp(-peakEither) }

  /// Takes in one request's outcome, at a time in seconds.
  public mutating func record(_ arm: Arm, success: Bool, at now: Double) {
    if v4.requests + v5.requests == 0 { opened = now }
    switch arm {
    case .v4: v4.record(success: success)
    case .v5: v5.record(success: success)
    }
    guard v4.requests > 0, v5.requests > 0 else { return }
    guard
      v4.requests + v5.requests >= Self.windowRequests || now - opened >= Self.windowSeconds
    else { return }
    closeWindow()
  }

  private mutating func closeWindow() {
    worse.add(reference: v4, suspect: v5)
    better.add(reference: v5, suspect: v4)
    (v4, v5) = (SuccessCounts(), SuccessCounts())
    windows += 1
    let (down, up) = (worse.logEvidence, better.logEvidence)
    peakWorse = max(peakWorse, down)
    peakBetter = max(peakBetter, up)
    // The mean of two e-processes is one, whatever their dependence.
    let larger = max(down, up)
    peakEither = max(peakEither, larger + log((exp(down - larger) + exp(up - larger)) / 2))
  }
}
