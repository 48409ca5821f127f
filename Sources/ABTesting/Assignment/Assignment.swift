/// Sticky assignment of units to arms by hash, the same in every process and on every platform.
///
/// What is hashed is `purpose:experiment:attempt:unit` in UTF-8, without normalisation or case
/// folding; binary units are given as lowercase hex with `0x`. A new attempt is a new salt.
public struct Assignment: Sendable, Hashable {
  /// What an assignment decides; each purpose is independent of the others.
  public enum Purpose: String, Sendable, Hashable, CaseIterable {
    case route
    case ab
    case shadow
    case sample
  }

  /// The longest unit in bytes of UTF-8; a longer one would hold up an event loop.
  public static let unitLimit = 65_536

  public let purpose: Purpose
  public let experiment: String
  public let attempt: Int
  private let salt: [UInt8]

  /// Creates an assignment; throws `invalidName` and `nonpositiveAttempt`.
  public init(
    purpose: Purpose, experiment: String, attempt: Int = 1
  ) throws(ABTestingError) {
    guard ExperimentName.isValid(experiment) else { throw .invalidName(actual: experiment) }
    guard attempt >= 1 else { throw .nonpositiveAttempt(actual: attempt) }
    self.purpose = purpose
    self.experiment = experiment
    self.attempt = attempt
    salt = Array("\(purpose.rawValue):\(experiment):\(attempt):".utf8)
  }

  /// The hash of a unit; throws `unitTooLong` beyond `unitLimit` bytes.
  public func hash(_ unit: String) throws(ABTestingError) -> UInt32 {
    let length = unit.utf8.count
    guard length <= Self.unitLimit else {
      throw .unitTooLong(actual: length, limit: Self.unitLimit)
    }
    return MurmurHash3.hash(salt + unit.utf8)
  }

  /// The bucket of a unit, 0 … 9,999.
  public func bucket(_ unit: String) throws(ABTestingError) -> Int {
    Share.bucket(try hash(unit))
  }

  /// Whether a unit belongs to v5 at a share in basis points.
  ///
  /// Nothing is hashed at 0 and at 10,000: nobody and everybody, whatever the unit. Growing the
  /// share moves nobody back to v4. Without a unit the default arm is given.
  public func isV5(
    _ unit: String?, basisPoints: Int, defaultArm: Arm = .v4
  ) throws(ABTestingError) -> Bool {
    if let fixed = Share.fixedArm(basisPoints) { return fixed == .v5 }
    guard let unit else { return defaultArm == .v5 }
    return try bucket(unit) < basisPoints
  }

  /// The index of the arm that a unit belongs to among arms with weights.
  public func index(_ unit: String, of weights: ArmWeights) throws(ABTestingError) -> Int {
    weights.index(try hash(unit))
  }
}
