/// What a POST was answered with.
struct HTTPReply: Sendable {
  /// How much of a body is kept.
  static let bodyLimit = 65_536

  var status: Int
  var body: [UInt8] = []
}
