public import Foundation
public import Migration

/// What the configuration says of the migration.
public struct MigrationSettings: Sendable {
  /// Where the state is kept.
  public var folder: URL
  public var plan: MigrationPlan

  public init(folder: URL, plan: MigrationPlan = .standard) {
    self.folder = folder
    self.plan = plan
  }

  /// Reads a plan's file, or says everything that is wrong with it.
  static func plan(file path: String) throws -> MigrationPlan {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw PlanFileError(description: "\(path) cannot be read")
    }
    let (plan, problems) = MigrationPlan.validate(String(decoding: data, as: UTF8.self))
    guard let plan, problems.isEmpty else {
      throw PlanFileError(
        description: "\(path): " + problems.map(\.description).joined(separator: "; "))
    }
    return plan
  }
}

/// Why a plan's file cannot be used.
struct PlanFileError: Error, CustomStringConvertible {
  let description: String
}
