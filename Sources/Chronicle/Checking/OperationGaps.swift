/// The caller's operations that an engine need not have got, as ranges in order.
struct OperationGaps {
  private let ranges: [Range<Int>]
  /// The moment at which each began.
  private let beginnings: [Int64]

  init(_ given: [Range<Int>], caller: [ChronicleEntry]) {
    var merged: [Range<Int>] = []
    for range in given.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        let end = max(last.upperBound, range.upperBound)
        merged[merged.count - 1] = last.lowerBound..<end
      } else {
        merged.append(range)
      }
    }
    ranges = merged
    beginnings = merged.map { range in
      let place = caller.firstPlace { $0.arrival >= range.lowerBound }
      return place < caller.count ? caller[place].asked : .max
    }
  }

  func contains(_ operation: Int) -> Bool {
    let place = ranges.firstPlace { $0.upperBound > operation }
    return place < ranges.count && ranges[place].contains(operation)
  }

  /// Whether at a moment a gap had begun beyond which the engine had heard nothing yet.
  ///
  /// - Parameter heard: the last operation of the caller's that it had heard; nil for none.
  func isOpen(at moment: Int64, heard: Int?) -> Bool {
    let begun = beginnings.firstPlace { $0 > moment }
    guard begun > 0 else { return false }
    return (heard ?? -1) < ranges[begun - 1].upperBound
  }
}
