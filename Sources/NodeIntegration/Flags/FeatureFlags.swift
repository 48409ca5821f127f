public import LighthouseCompatibility

/// Which version answers each operation; set as a whole.
public struct FeatureFlags: Hashable, Sendable {
  /// What a flag can be set to.
  public enum Version: String, Hashable, Sendable, CaseIterable {
    /// The mode's choice.
    case mode
    case v4
    case v5

    init(_ side: Side?) {
      switch side {
      case nil: self = .mode
      case .v4: self = .v4
      case .v5: self = .v5
      }
    }

    var side: Side? {
      switch self {
      case .mode: nil
      case .v4: .v4
      case .v5: .v5
      }
    }
  }

  public var newPayload: Version
  public var forkchoiceUpdated: Version
  public var getPayload: Version

  public init(
    newPayload: Version = .mode, forkchoiceUpdated: Version = .mode, getPayload: Version = .mode
  ) {
    self.newPayload = newPayload
    self.forkchoiceUpdated = forkchoiceUpdated
    self.getPayload = getPayload
  }

  /// As the routing policy has them.
  init(_ versions: [FlaggedOperation: Side]) {
    self.init(
      newPayload: Version(versions[.newPayload]),
      forkchoiceUpdated: Version(versions[.forkchoiceUpdated]),
      getPayload: Version(versions[.getPayload]))
  }

  public subscript(operation: FlaggedOperation) -> Version {
    switch operation {
    case .newPayload: newPayload
    case .forkchoiceUpdated: forkchoiceUpdated
    case .getPayload: getPayload
    }
  }

  /// As the routing policy has them.
  var versions: [FlaggedOperation: Side] {
    var versions: [FlaggedOperation: Side] = [:]
    for operation in FlaggedOperation.allCases { versions[operation] = self[operation].side }
    return versions
  }
}
