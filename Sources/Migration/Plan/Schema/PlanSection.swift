/// A mapping of a plan's file: its keys say how each is read, written and explained.
protocol PlanSection {
  /// The keys of a section that already knows what kind it is of.
  static func fields(for section: Self) -> [PlanField<Self>]
}

/// A section that stands in a list: what an entry is before its keys are read.
protocol PlanEntry: PlanSection {
  /// The defaults of an entry, given the scalars that stand in it.
  static func blank(_ scalars: [String: String]) -> Self
  /// What a list of these has at most.
  static var limit: Int { get }
}
