public import EngineTypes

/// The execution payload of Capella, the newest that v4 knows.
public typealias ExecutionPayloadCapella = ExecutionPayloadV2
