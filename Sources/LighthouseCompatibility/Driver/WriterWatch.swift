public import EngineRPC

/// Sees to it that one caller alone tells engines their forkchoice.
///
/// Two nodes behind one gateway would each move the engines' head under the other. Who the writer
/// is follows from the claims of its token; another one may take over when the first has been
/// silent for `lease`.
public struct WriterWatch: Sendable {
  /// In seconds: two slots.
  public static let lease: Double = 24

  /// The caller whose forkchoice the engines follow.
  public private(set) var writer: CallerIdentity?
  /// When it told its forkchoice last, in seconds on the driver's clock.
  private(set) var lastSeen: Double = 0
  /// Forkchoices of others that were refused.
  public private(set) var refusals = 0

  public init() {}

  /// Goes on where another watch has ended.
  init(writer: CallerIdentity?, lastSeen: Double) {
    self.writer = writer
    self.lastSeen = lastSeen
  }

  /// Whether a caller may tell its forkchoice now, in seconds on a clock that does not go back;
  /// returns the writer that it has to make way for, if not.
  mutating func admit(_ caller: CallerIdentity, now: Double) -> CallerIdentity? {
    if let writer, writer != caller, now - lastSeen < Self.lease {
      refusals += 1
      return writer
    }
    writer = caller
    lastSeen = now
    return nil
  }
}
