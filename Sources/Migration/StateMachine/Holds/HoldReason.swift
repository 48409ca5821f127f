public import Evidence

/// Why a migration does not advance.
public enum HoldReason: Hashable, Sendable {
  /// Why the calendar or the chain forbids an advance.
  public enum Freeze: String, CaseIterable, Hashable, Sendable {
    case calendar
    case fork
    case proposal
  }

  /// A detector asks for it.
  case evidence(DetectorName)
  /// The stage's time is over and its evidence is not there.
  case missingEvidence
  /// A check of health by its name: `clock-skew`, `disk`, `flapping-v5` …
  case health(String)
  case freeze(Freeze)
  /// v5 missed operations or its lane is not empty.
  case v5Behind
  /// v4 is not ready to take the authority back.
  case v4NotReady
  /// A rollback was due and v4 is unhealthy.
  case noHealthyTarget
  /// The chain is past what v4 can express.
  case wayBackClosed
  /// The controller was killed; health has not passed since.
  case uncleanRestart
  /// The state could not be written.
  case notPersisted
  /// Somebody has to look before anything goes on: after a divergence or a flip.
  case frozen
  /// The way back of a drill failed.
  case drillFailed
  /// A hook said no.
  case hookVeto
  /// The PANIC file is there.
  case panic
  /// The HOLD file is there, or somebody put a hold.
  case `operator`

  /// Whether nobody may promote past it.
  public var isCritical: Bool {
    switch self {
    case .missingEvidence, .freeze(.calendar), .hookVeto, .operator, .evidence: false
    case .health, .freeze(.fork), .freeze(.proposal), .v5Behind, .v4NotReady, .noHealthyTarget,
      .wayBackClosed, .uncleanRestart, .notPersisted, .frozen, .drillFailed, .panic:
      true
    }
  }

  /// Whether the time under it tells nothing about v5, so that the stage's clock stops.
  public var stopsClock: Bool {
    switch self {
    case .evidence(let detector): detector == .chainIdle || detector == .completeness
    case .uncleanRestart, .drillFailed, .panic, .v5Behind: true
    case .missingEvidence, .health, .freeze, .v4NotReady, .noHealthyTarget, .wayBackClosed,
      .notPersisted, .frozen, .hookVeto, .operator:
      false
    }
  }

  /// Whether v4 keeps the authority while it stands, both sides being fed.
  public var keepsV4: Bool { self == .uncleanRestart || self == .drillFailed }

  /// Whether only a person ends it.
  public var needsPerson: Bool { self == .frozen || self == .drillFailed }
}

extension HoldReason: CustomStringConvertible {
  /// The name that status and records use, such as `freeze:calendar` or `latency-p99`.
  public var description: String {
    switch self {
    case .evidence(let detector): detector.rawValue
    case .health(let check): "health:\(check)"
    case .freeze(let freeze): "freeze:\(freeze.rawValue)"
    case .missingEvidence, .v5Behind, .v4NotReady, .noHealthyTarget, .wayBackClosed,
      .uncleanRestart, .notPersisted, .frozen, .drillFailed, .hookVeto, .panic, .operator:
      Self.plain.first { $0.value == self }?.key ?? "operator"
    }
  }

  private static let plain: [String: HoldReason] = [
    "missingEvidence": .missingEvidence, "v5Behind": .v5Behind, "v4NotReady": .v4NotReady,
    "noHealthyTarget": .noHealthyTarget, "wayBackClosed": .wayBackClosed,
    "uncleanRestart": .uncleanRestart, "notPersisted": .notPersisted, "frozen": .frozen,
    "drillFailed": .drillFailed, "hookVeto": .hookVeto, "panic": .panic, "operator": .operator,
  ]

  /// Reads a name as `description` writes it.
  public init?(_ name: String) {
    if let detector = DetectorName(rawValue: name) {
      self = .evidence(detector)
    } else if let reason = Self.plain[name] {
      self = reason
    } else if name.hasPrefix("freeze:"), let freeze = Freeze(rawValue: String(name.dropFirst(7))) {
      self = .freeze(freeze)
    } else if name.hasPrefix("health:"), name.count > 7, name.utf8.count <= 71 {
      self = .health(String(name.dropFirst(7)))
    } else {
      return nil
    }
  }
}

extension HoldReason: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let reason = HoldReason(name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(name.prefix(80)) is no reason to hold")
    }
    self = reason
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
