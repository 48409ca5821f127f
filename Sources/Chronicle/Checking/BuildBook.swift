/// Which of the caller's forkchoiceUpdated gave it the ids that it asks for.
struct BuildBook {
  /// The place of the forkchoiceUpdated that last carried the id, by the place of the getPayload.
  private var minting: [Int: Int] = [:]
  private let caller: [ChronicleEntry]

  init(_ caller: [ChronicleEntry]) {
    self.caller = caller
    let mints = caller.indices
      .filter { BuildKey(caller[$0].subject) != nil && caller[$0].result?.payloadId != nil }
      .sorted { (caller[$0].answered ?? .max) < (caller[$1].answered ?? .max) }
    var latest: [String: Int] = [:]
    var next = 0
    for (place, entry) in caller.enumerated() {
      guard case .getPayload(let id) = entry.subject else { continue }
      while next < mints.count, (caller[mints[next]].answered ?? .max) <= entry.asked {
        if let minted = caller[mints[next]].result?.payloadId { latest[minted] = mints[next] }
        next += 1
      }
      minting[place] = latest[id]
    }
  }

  /// The place of the forkchoiceUpdated that last carried the id that a getPayload asks for.
  func mintPlace(ofGet place: Int) -> Int? { minting[place] }

  /// What the build is for that a getPayload asks for.
  func mint(ofGet place: Int) -> BuildKey? {
    minting[place].flatMap { BuildKey(caller[$0].subject) }
  }
}
