import Foundation

/// The wall clock, read here and passed on from here.
enum WallClock {
  /// Seconds since 1970.
  @Sendable static func now() -> Double { Date().timeIntervalSince1970 }
}
