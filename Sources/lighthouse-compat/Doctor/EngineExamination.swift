import EngineHTTP
import EngineRPC
import EthereumPrimitives
import Foundation
import LighthouseCompatibility

/// What one engine tells of itself.
struct EngineExamination: Sendable {
  let side: Side
  let endpoint: UpstreamEndpoint
  /// Why the engine cannot be used; nil where it answers.
  private(set) var failure: String?
  private(set) var version: String?
  private(set) var chainID: String?
  private(set) var genesis: String?
  private(set) var head: (number: String, hash: String, fork: String)?
  private(set) var isSyncing: Bool?
  private(set) var capabilities: [String] = []
  /// The engine's clock against this machine's, in seconds; positive where it is ahead.
  private(set) var clockSkew: Double?

  init(_ side: Side, _ config: SideConfig, _ client: RawClient) async {
    self.side = side
    endpoint = config.endpoint
    switch await client.call("eth_chainId", []) {
    case .failure(let failure):
      self.failure = failure.text
      return
    case .success(let answer):
      chainID = answer.value.stringValue
      clockSkew = answer.date.flatMap(Self.skew)
    }
    let announced: JSONValue = .array(MethodPolicy.engineMethods.sorted().map { .string($0) })
    let heard = try? await client.call(EngineMethod.exchangeCapabilities, [announced]).get().value
    capabilities = heard?.arrayValue?.compactMap(\.stringValue).sorted() ?? []
    genesis = await block("0x0", client)?["hash"]?.stringValue
    head = await block("latest", client).flatMap(Self.head)
    let syncing = try? await client.call("eth_syncing", []).get().value
    isSyncing = syncing.map { $0 != .bool(false) }
    version = await clientVersion(client)
  }

  private func block(_ tag: String, _ client: RawClient) async -> JSONValue? {
    try? await client.call("eth_getBlockByNumber", [.string(tag), false]).get().value
  }

  private func clientVersion(_ client: RawClient) async -> String? {
    let own: JSONValue = [
      "code": "LC", "name": "lighthouse-compat", "version": .string(CompatVersion.current),
      "commit": "0x00000000",
    ]
    let list = try? await client.call("engine_getClientVersionV1", [own]).get().value
    guard let first = list?[0], let name = first["name"]?.stringValue else { return nil }
    return [name, first["version"]?.stringValue].compactMap { $0 }.joined(separator: " ")
  }

  private static func head(_ block: JSONValue) -> (number: String, hash: String, fork: String)? {
    guard let hash = block["hash"]?.stringValue, let number = block["number"]?.stringValue else {
      return nil
    }
    // What a block has tells the fork that it is of.
    let isCancun = block["blobGasUsed"].map { !$0.isNull } ?? false
    let isShanghai = block["withdrawalsRoot"].map { !$0.isNull } ?? false
    let fork = isCancun ? "cancun" : isShanghai ? "shanghai" : "paris"
    let decimal = (try? Hex.decodeQuantity(number)).map(String.init) ?? number
    return (decimal, hash, fork)
  }

  private static func skew(_ date: String) -> Double? {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return formatter.date(from: date).map { $0.timeIntervalSince1970 - WallClock.now() }
  }
}
