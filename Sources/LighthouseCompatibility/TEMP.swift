import EngineTypes
import EthereumPrimitives
extension ExecutionPayload { func computedBlockHash(parentBeaconBlockRoot: Hash32?) -> Hash32 { v1.blockHash } }
