/// An engine together with the dialect that is spoken to it.
public enum Side: String, Sendable, Hashable, CaseIterable {
  case v4
  case v5

  public var other: Side {
    switch self {
    case .v4: .v5
    case .v5: .v4
    }
  }
}

/// The two versions of Lighthouse between which a node migrates.
public typealias LighthouseVersion = Side

/// A value for each side.
public struct PerSide<Value> {
  public var v4: Value
  public var v5: Value

  public init(v4: Value, v5: Value) {
    self.v4 = v4
    self.v5 = v5
  }

  /// Makes the value of each side.
  public init(_ make: (Side) throws -> Value) rethrows {
    v4 = try make(.v4)
    v5 = try make(.v5)
  }

  public subscript(side: Side) -> Value {
    get {
      switch side {
      case .v4: v4
      case .v5: v5
      }
    }
    _modify {
      switch side {
      case .v4: yield &v4
      case .v5: yield &v5
      }
    }
  }
}

extension PerSide: Sendable where Value: Sendable {}
extension PerSide: Equatable where Value: Equatable {}
