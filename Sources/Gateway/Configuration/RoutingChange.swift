import LighthouseCompatibility

/// Moves a routing policy to another one, all at once or not at all.
enum RoutingChange {
  /// A policy with flags set by key.
  static func applying(
    _ flags: [String: String], to policy: RoutingPolicy, _ status: CompatStatus
  ) throws(SettingProblems) -> RoutingPolicy {
    var problems: [SettingProblem] = []
    var result = policy
    let known = ConfigurationKey.all.filter { $0.change == .flag }.map(\.path)
    for path in flags.keys.sorted() where !known.contains(path) {
      problems.append(
        SettingProblem(path: path, reason: "is no flag; flags are \(known.joined(separator: ", "))")
      )
    }
    for setting in RoutingSetting.all where known.contains(setting.path) {
      guard let text = flags[setting.path] else { continue }
      do throws(RoutingSetting.Refusal) {
        try setting.set(text, &result)
      } catch {
        problems.append(SettingProblem(path: setting.path, reason: error.description))
      }
    }
    problems += self.problems(result, from: policy, status)
    guard problems.isEmpty else { throw SettingProblems(problems: problems) }
    return result
  }

  /// A policy with some keys taken from another one.
  static func copying(
    _ paths: Set<String>, from new: RoutingPolicy, to policy: RoutingPolicy, _ status: CompatStatus
  ) throws(SettingProblems) -> RoutingPolicy {
    var result = policy
    var problems: [SettingProblem] = []
    // The node's name is part of the sticky unit.
    let sticky = paths.contains("sticky.unit") || paths.contains("sticky.node")
    for setting in RoutingSetting.all
    where paths.contains(setting.path) || (sticky && setting.path.hasPrefix("sticky.")) {
      do throws(RoutingSetting.Refusal) {
        try setting.set(setting.text(new), &result)
      } catch {
        problems.append(SettingProblem(path: setting.path, reason: error.description))
      }
    }
    problems += self.problems(result, from: policy, status)
    guard problems.isEmpty else { throw SettingProblems(problems: problems) }
    return result
  }

  /// What differs, by key.
  static func differences(_ before: RoutingPolicy, _ after: RoutingPolicy) -> [SettingChange] {
    RoutingSetting.all.compactMap { setting in
      let (old, new) = (setting.text(before), setting.text(after))
      return old == new ? nil : SettingChange(path: setting.path, before: old, after: new)
    }
  }

  private static func problems(
    _ new: RoutingPolicy, from old: RoutingPolicy, _ status: CompatStatus
  ) -> [SettingProblem] {
    var problems = RoutingSetting.contradictions(in: new).map {
      SettingProblem(path: $0.path, reason: $0.reason)
    }
    let configured = Set(status.sides.map(\.side))
    for operation in FlaggedOperation.allCases {
      guard let side = new.versions[operation], old.versions[operation] != side else { continue }
      let path = "versions.\(operation.rawValue)"
      if !configured.contains(side) {
        problems.append(
          SettingProblem(
            path: path,
            reason: "selects \(side.rawValue), which is not configured; see \(side.rawValue).url"))
      } else if side == .v5, let freeze = status.freeze {
        problems.append(
          SettingProblem(
            path: path,
            reason: "selects v5, which is frozen: \(freeze); look into it, then"
              + " `lighthouse-compat mode --unfreeze`"))
      }
    }
    return problems
  }
}
