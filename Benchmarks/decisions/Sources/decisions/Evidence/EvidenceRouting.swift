/// How exchanges reach v5.
enum EvidenceRouting: CaseIterable, CustomStringConvertible {
  /// Both arms are asked, as in parallel testing and in every stage that keeps a follower.
  case follower
  /// A tenth of the exchanges goes to v5 alone, the rest to v4 alone.
  case tenth

  var description: String {
    switch self {
    case .follower: "both arms asked"
    case .tenth: "a tenth on v5, no follower"
    }
  }
}
