/// Finds the known word that a misspelt one was probably meant to be.
enum NearestKey {
  /// The nearest of the known words within a third of its length in edits, or nil.
  static func suggestion(for word: String, among known: [String]) -> String? {
    let word = Array(word.lowercased().prefix(64))
    let ranked = known.map { ($0, distance(word, Array($0.lowercased()))) }
    guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(2, best.0.count / 3) else {
      return nil
    }
    return best.0
  }

  /// The insertions, deletions and substitutions between two words.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let substituted = diagonal + (character == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }
}
