import ABTesting
import EngineRPC
import LighthouseCompatibility

/// Which side an operation would be answered by, and why, in a sentence.
enum WhyDocument {
  static func json(
    method: String, block: String?, _ route: Route, _ status: CompatStatus
  ) -> JSONValue {
    [
      "method": .string(method), "block": .text(block), "mode": .string(status.mode.description),
      "authority": .string(route.authority.rawValue),
      "follower": .text(route.follower?.rawValue), "spare": .text(route.spare?.rawValue),
      "reason": .string(route.reason.rawValue), "compared": .bool(route.isCompared),
      "guarded": .bool(route.isGuarded), "fallsBack": .bool(route.fallsBack),
      "sentences": .array(sentences(method, block, route, status).map { .string($0) }),
    ]
  }

  /// For a method that callers may not use.
  static func notServed(_ method: String, _ status: CompatStatus) -> JSONValue {
    [
      "method": .string(method), "block": .null, "mode": .string(status.mode.description),
      "authority": .null, "follower": .null, "spare": .null,
      "reason": .string(EvaluationReason.error.rawValue), "compared": false, "guarded": false,
      "fallsBack": false,
      "sentences": [
        .string(
          "\(method) is not served: callers get error -32601; methods.allow names what is served"
            + " besides engine_.")
      ],
    ]
  }

  static let schema = Schema.object([
    "method": Schema.text, "block": Schema.nullable(Schema.text), "mode": Schema.text,
    "authority": Schema.nullable(Schema.side), "follower": Schema.nullable(Schema.side),
    "spare": Schema.nullable(Schema.side), "reason": Schema.text, "compared": Schema.flag,
    "guarded": Schema.flag, "fallsBack": Schema.flag, "sentences": Schema.list(Schema.text),
  ])

  private static func sentences(
    _ method: String, _ block: String?, _ route: Route, _ status: CompatStatus
  ) -> [String] {
    let authority = route.authority.rawValue
    var lines = [
      "\(authority) answers \(method), because \(because(method, block, route, status))."
    ]
    if status.topology == .shared {
      lines.append("Both sides are one engine: it is asked once.")
    } else if let follower = route.follower {
      lines.append(
        "\(follower.rawValue) gets the same operation"
          + (route.isCompared ? ", and the two answers are compared." : ", to be kept ready."))
    } else if let spare = route.spare {
      lines.append("\(spare.rawValue) is asked only when \(authority) fails.")
    } else {
      lines.append("Nobody follows.")
    }
    if route.isGuarded {
      let budget = Int(status.policy.budgets.agreement / .milliseconds(1))
      lines.append("The verdict waits up to \(budget) ms for v4's; if they disagree, v4's leaves.")
    }
    if route.fallsBack {
      lines.append("If \(authority) fails, \(route.authority.other.rawValue)'s own answer leaves.")
    }
    for side in status.sides {
      let name = side.side.rawValue
      if side.isOffline {
        lines.append("\(name)'s engine does not answer.")
      } else if let reason = side.behind {
        lines.append("\(name)'s engine is behind: \(reason).")
      }
    }
    return lines
  }

  private static func because(
    _ method: String, _ block: String?, _ route: Route, _ status: CompatStatus
  ) -> String {
    let mode = "mode \(status.mode)"
    switch route.reason {
    case .static: return "\(mode) says so"
    case .split:
      let unit =
        switch status.policy.stickyUnit {
        case .block: "block \(block ?? "")"
        case .node(let name): "node \(name)"
        }
      return "in \(mode) the bucket of \(unit) falls to it"
    case .disabled:
      let side = status.sides.first { $0.side == .v5 }
      let why =
        side.map { $0.isOffline ? "its engine does not answer" : $0.behind?.description } ?? nil
      return "\(mode) means v5, which cannot answer now (\(why ?? "it is not fit"))"
    case .targetingMatch:
      switch EngineMethod(name: method)?.family {
      case .newPayload, .forkchoiceUpdated, .getPayload: return "a flag versions.… selects it"
      case .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion, nil:
        return "it answered the caller's last forkchoiceUpdated, and reads follow that"
      }
    case .error: return "of an error"
    }
  }
}
