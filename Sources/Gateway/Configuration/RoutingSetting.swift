import LighthouseCompatibility

/// One figure of the routing under its configuration key, read and checked alike at the start, at
/// a reload and at run time.
struct RoutingSetting: Sendable {
  /// What is wrong with a value.
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  let path: String
  /// The value in force, as the configuration would say it.
  let text: @Sendable (RoutingPolicy) -> String
  let set: @Sendable (String, inout RoutingPolicy) throws(Refusal) -> Void

  /// Every setting; a later one may rest on an earlier one.
  static let all: [RoutingSetting] =
    [
      flag("standby", \.standby),
      flag("guard.enabled", \.guardsAgreement),
      milliseconds("guard.milliseconds", \.budgets.agreement),
      milliseconds("budgets.stateChangingMilliseconds", \.budgets.stateChanging),
      milliseconds("budgets.getPayloadMilliseconds", \.budgets.getPayload),
      milliseconds("budgets.readMilliseconds", \.budgets.read),
      flag("builds.crossCheck", \.crossChecksBuilds),
      milliseconds("builds.crossCheckMilliseconds", \.budgets.crossCheck),
      whole("reads.sampleOneIn", \.readSampling, in: 0...1_000_000),
      RoutingSetting(path: "sticky.unit", text: stickyUnit, set: setStickyUnit),
      RoutingSetting(path: "sticky.node", text: stickyNode, set: setStickyNode),
      RoutingSetting(path: "migration.name", text: { $0.migration }, set: setMigration),
      whole("migration.attempt", \.attempt, in: 1...1_000_000),
      RoutingSetting(path: "bridge.parentBeaconBlockRoot", text: bridge, set: setBridge),
    ] + FlaggedOperation.allCases.map(version)

  /// The setting of a key.
  static func named(_ path: String) -> RoutingSetting? { all.first { $0.path == path } }

  /// What does not go together in a policy, by key.
  static func contradictions(in policy: RoutingPolicy) -> [(path: String, reason: String)] {
    var found: [(String, String)] = []
    if case .node(let name) = policy.stickyUnit, name.isEmpty {
      found.append(("sticky.node", "is missing, which sticky.unit: node needs"))
    }
    if policy.guardsAgreement, policy.budgets.agreement > policy.budgets.stateChanging {
      found.append(
        ("guard.milliseconds", "is longer than budgets.stateChangingMilliseconds, which ends it"))
    }
    return found
  }

  // MARK: Kinds

  private static func flag(
    _ path: String, _ value: any WritableKeyPath<RoutingPolicy, Bool> & Sendable
  ) -> RoutingSetting {
    RoutingSetting(path: path) {
      String($0[keyPath: value])
    } set: { text, policy throws(Refusal) in
      guard let flag = Bool(text) else {
        throw Refusal(description: "is '\(brief(text))', expected true or false")
      }
      policy[keyPath: value] = flag
    }
  }

  private static func whole(
    _ path: String, _ value: any WritableKeyPath<RoutingPolicy, Int> & Sendable,
    in range: ClosedRange<Int>
  ) -> RoutingSetting {
    RoutingSetting(path: path) {
      String($0[keyPath: value])
    } set: { text, policy throws(Refusal) in
      policy[keyPath: value] = try number(text, in: range)
    }
  }

  private static func milliseconds(
    _ path: String, _ value: any WritableKeyPath<RoutingPolicy, Duration> & Sendable
  ) -> RoutingSetting {
    RoutingSetting(path: path) {
      String(Int($0[keyPath: value] / .milliseconds(1)))
    } set: { text, policy throws(Refusal) in
      policy[keyPath: value] = .milliseconds(try number(text, in: 1...60_000))
    }
  }

  private static func version(_ operation: FlaggedOperation) -> RoutingSetting {
    RoutingSetting(path: "versions.\(operation.rawValue)") {
      $0.versions[operation]?.rawValue ?? "mode"
    } set: { text, policy throws(Refusal) in
      if text == "mode" { return policy.versions[operation] = nil }
      guard let side = Side(rawValue: text) else {
        throw Refusal(description: "is '\(brief(text))', expected v4, v5 or mode")
      }
      policy.versions[operation] = side
    }
  }

  private static func number(
    _ text: String, in range: ClosedRange<Int>
  ) throws(Refusal) -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw Refusal(
        description: "is '\(brief(text))', expected a whole number from \(range.lowerBound)"
          + " to \(range.upperBound)")
    }
    return number
  }

  /// Enough of a wrong value to know it again.
  private static func brief(_ text: String) -> String {
    text.count > 80 ? text.prefix(80) + "…" : text
  }
}

extension RoutingSetting {
  private static func stickyUnit(_ policy: RoutingPolicy) -> String {
    switch policy.stickyUnit {
    case .block: "block"
    case .node: "node"
    }
  }

  private static func setStickyUnit(
    _ text: String, _ policy: inout RoutingPolicy
  ) throws(Refusal) {
    switch text {
    case "block": policy.stickyUnit = .block
    case "node":
      if case .node = policy.stickyUnit { return }
      policy.stickyUnit = .node("")
    default: throw Refusal(description: "is '\(brief(text))', expected block or node")
    }
  }

  private static func stickyNode(_ policy: RoutingPolicy) -> String {
    switch policy.stickyUnit {
    case .block: ""
    case .node(let name): name
    }
  }

  private static func setStickyNode(
    _ text: String, _ policy: inout RoutingPolicy
  ) throws(Refusal) {
    guard text.utf8.count <= 255 else {
      throw Refusal(description: "has \(text.utf8.count) bytes, expected at most 255")
    }
    if case .node = policy.stickyUnit { policy.stickyUnit = .node(text) }
  }

  private static func setMigration(
    _ text: String, _ policy: inout RoutingPolicy
  ) throws(Refusal) {
    guard text.wholeMatch(of: /[a-z0-9][a-z0-9._-]{0,62}/) != nil else {
      throw Refusal(
        description: "is '\(brief(text))', expected [a-z0-9][a-z0-9._-]{0,62}")
    }
    policy.migration = text
  }

  private static func bridge(_ policy: RoutingPolicy) -> String {
    policy.beaconRoot?.description ?? "off"
  }

  private static func setBridge(
    _ text: String, _ policy: inout RoutingPolicy
  ) throws(Refusal) {
    if text == "off" { return policy.beaconRoot = nil }
    guard let root = BeaconRootPolicy(name: text) else {
      throw Refusal(
        description: "is '\(brief(text))', expected zero, parentHash, off or 0x and 64 digits")
    }
    policy.beaconRoot = root
  }
}
