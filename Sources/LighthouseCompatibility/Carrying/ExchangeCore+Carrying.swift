import EthereumPrimitives

extension ExchangeCore {
  /// Sides that were asked for something that changes state and have not said what came of it.
  var sidesOwing: Set<Side> {
    var sides: Set<Side> = []
    for exchange in exchanges.values where exchange.operation.changesState {
      for side in Side.allCases where exchange.route.asks(side) && exchange.outcomes[side] == nil {
        sides.insert(side)
      }
    }
    return sides
  }

  /// Why a side may not be the authority of a successor before it was looked at; what is under way
  /// to it is lost.
  func carriedBehind(_ side: Side) -> BehindReason? {
    guard router.topology == .separate, router.configured.contains(side.other) else { return nil }
    if let behind = standings[side].behind { return behind }
    if standings[side].isOffline { return .returned }
    return sidesOwing.contains(side) ? .missedOperation : nil
  }

  var carriedBuilds: [CarriedState.Build] {
    book.all.map { id, build in
      CarriedState.Build(
        id: id, minter: build.minter.rawValue,
        ids: Dictionary(uniqueKeysWithValues: build.ids.map { ($0.key.rawValue, $0.value) }),
        head: build.head, parentBeaconBlockRoot: build.parentBeaconBlockRoot,
        lost: build.lost.map(\.rawValue).sorted(), minted: build.minted)
    }
  }

  /// Goes on where another core has ended; what cannot be read is left out, which is as if it had
  /// been forgotten.
  mutating func restore(_ carried: CarriedState) {
    freeze = carried.freeze
    lastForkchoice = carried.lastForkchoiceSide.flatMap(Side.init(rawValue:))
    for (name, engine) in carried.engines {
      guard let side = Side(rawValue: name), router.configured.contains(side) else { continue }
      standings[side].behind = engine.behind.flatMap(BehindReason.init(rawValue:))
      standings[side].wrongChain = engine.wrongChain
    }
    for build in carried.builds { restore(build) }
    for each in carried.words {
      guard let block = try? Hash32(hex: each.block), let side = Side(rawValue: each.side) else {
        continue
      }
      memory.remember(StatusMemory.Said(rawValue: each.word), of: block, by: side)
    }
    for pair in carried.unfollowed ?? [] where pair.count == 2 {
      if let block = try? Hash32(hex: pair[0]), let parent = try? Hash32(hex: pair[1]) {
        unfollowed.gave(block, on: parent)
      }
    }
    for block in carried.contested {
      if let hash = try? Hash32(hex: block) { memory.restore(contested: hash) }
    }
  }

  private mutating func restore(_ build: CarriedState.Build) {
    guard let minter = Side(rawValue: build.minter) else { return }
    var ids: [Side: String] = [:]
    for (name, id) in build.ids { if let side = Side(rawValue: name) { ids[side] = id } }
    book.restore(
      build.id,
      PayloadIDBook.Build(
        minter: minter, ids: ids, head: build.head,
        parentBeaconBlockRoot: build.parentBeaconBlockRoot,
        lost: Set(build.lost.compactMap(Side.init(rawValue:))), minted: build.minted))
  }
}
