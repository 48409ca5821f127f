public import EthereumPrimitives
public import SSZ

/// A message and its signature.
public struct Signed<Message: SSZContainer>: SSZContainer {
  public var message: Message
  public var signature: Bytes96

  public init(message: Message, signature: Bytes96) {
    self.message = message
    self.signature = signature
  }

  public init() {
    self.init(message: Message(), signature: .zero)
  }

  public static var schema: SSZSchema<Self> {
    SSZSchema([
      SSZField("message", \.message),
      SSZField("signature", \.signature),
    ])
  }
}

public typealias SignedBeaconBlock<Body: SSZContainer> = Signed<BeaconBlock<Body>>
public typealias SignedBeaconBlockHeader = Signed<BeaconBlockHeader>
public typealias SignedVoluntaryExit = Signed<VoluntaryExit>
public typealias SignedBLSToExecutionChange = Signed<BLSToExecutionChange>
