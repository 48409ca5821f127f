import ABTesting
public import LighthouseCompatibility

// The flags live in the compatibility layer's routing policy, so that there is one of them.
extension EngineActor {
  /// The flags as they are now.
  public var flags: FeatureFlags {
    get async throws(NodeError) {
      do {
        return FeatureFlags(try await compat.routingPolicy.versions)
      } catch {
        throw .closed
      }
    }
  }

  /// Sets all flags in one step between two calls to an engine, or none of them.
  ///
  /// A flag that names a side takes effect in the modes that use both. A side that is behind or
  /// offline may be named: while it is so, the other one answers, with the reason DISABLED.
  ///
  /// - Returns: what changed.
  /// - Throws: `flagRefused` for a side that is not configured, and for v5 while it is frozen.
  public func setFlags(_ flags: FeatureFlags) async throws(NodeError) -> [FlagChange] {
    do {
      return try await compat.changeRoutingPolicy { policy, status in
        let before = FeatureFlags(policy.versions)
        let changes = FlaggedOperation.allCases.filter { before[$0] != flags[$0] }
        for operation in changes {
          if let side = flags[operation].side { try Self.check(side, operation, status) }
        }
        policy.versions = flags.versions
        return changes.map {
          FlagChange(operation: $0, before: before[$0], after: flags[$0])
        }
      }
    } catch {
      throw error as? NodeError ?? .closed
    }
  }

  /// Which side would answer an operation now, and why; v4 with ERROR where that cannot be told.
  public func evaluate(_ operation: FlaggedOperation) async -> FlagEvaluation {
    do {
      let route = try await compat.explain(operation, block: view.head)
      let flags = FeatureFlags(try await compat.routingPolicy.versions)
      return FlagEvaluation(
        operation: operation, flag: flags[operation], side: route.authority, reason: route.reason)
    } catch {
      return FlagEvaluation(operation: operation, flag: .mode, side: .v4, reason: .error)
    }
  }

  private static func check(
    _ side: Side, _ operation: FlaggedOperation, _ status: CompatStatus
  ) throws(NodeError) {
    guard status.sides.contains(where: { $0.side == side }) else {
      throw .flagRefused(operation, side, reason: "it is not configured")
    }
    if side == .v5, let freeze = status.freeze {
      throw .flagRefused(operation, side, reason: "it is frozen: \(freeze)")
    }
  }
}
