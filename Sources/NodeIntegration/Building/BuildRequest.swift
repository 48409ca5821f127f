public import EngineTypes
public import EthereumPrimitives
public import LighthouseV5

/// What is to be built, and on which parent.
public struct BuildRequest: Hashable, Sendable {
  public let parent: Hash32
  public let attributes: PayloadAttributes
  /// The fork whose structures carry the build.
  public let fork: ExecutionFork

  /// Gives the attributes what the fork has: withdrawals from Shanghai on, the root from Cancun on.
  public init(
    parent: Hash32, timestamp: UInt64, fork: ExecutionFork, prevRandao: Hash32,
    feeRecipient: Address, withdrawals: [Withdrawal], parentBeaconBlockRoot: Hash32?
  ) {
    self.parent = parent
    self.fork = fork
    attributes = PayloadAttributes(
      timestamp: timestamp, prevRandao: prevRandao, suggestedFeeRecipient: feeRecipient,
      withdrawals: fork >= .shanghai ? withdrawals : nil,
      parentBeaconBlockRoot: fork >= .cancun ? parentBeaconBlockRoot : nil)
  }

  /// The version of getPayload that fits.
  public var version: Int { fork >= .cancun ? 3 : 2 }

  /// Where a build is not what was asked for, if anywhere.
  ///
  /// The fee recipient is the engine's to choose.
  public func difference(from built: BuiltPayload) -> BuildDifference? {
    let payload = built.payload
    func difference<Value: Equatable>(
      _ member: String, _ expected: Value, _ actual: Value
    ) -> BuildDifference? {
      if expected == actual { return nil }
      return BuildDifference(member: member, expected: "\(expected)", actual: "\(actual)")
    }
    return difference("parentHash", parent, payload.v1.parentHash)
      ?? difference("timestamp", attributes.timestamp, payload.v1.timestamp)
      ?? difference("prevRandao", attributes.prevRandao, payload.v1.prevRandao)
      ?? difference("withdrawals", attributes.withdrawals ?? [], payload.withdrawals ?? [])
  }

  /// What newPayload takes of a build; nil for a payload of Deneb built without a root.
  public func newPayload(_ built: BuiltPayload) -> NewPayloadRequest? {
    switch (built.payload, attributes.parentBeaconBlockRoot) {
    case (.v1(let payload), _): .bellatrix(payload)
    case (.v2(let payload), _): .capella(payload)
    case (.v3, nil): nil
    case (.v3(let payload), let root?):
      .deneb(
        payload,
        versionedHashes: (built.blobsBundle?.commitments ?? []).map {
          VersionedHash.of(commitment: $0)
        }, parentBeaconBlockRoot: root)
    }
  }
}
