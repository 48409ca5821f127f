import ABTesting
import EngineRPC
import Testing

@testable import LighthouseCompatibility

/// What each mode comes to, operation by operation: the mode table of the design.
@Suite struct `The router` {
  private let block = "0x" + String(repeating: "0", count: 64)

  private func router(
    _ mode: MigrationMode, topology: Topology = .separate,
    _ change: (inout RoutingPolicy) -> Void = { _ in }
  ) throws -> Router {
    var policy = RoutingPolicy()
    change(&policy)
    return try Router(
      mode: mode, configured: [.v4, .v5], policy: policy, topology: topology)
  }

  private func route(
    _ router: Router, _ method: String = "engine_newPayloadV2", block: String? = nil,
    now: Router.Circumstances = Router.Circumstances()
  ) -> Route {
    var router = router
    return router.route(of: Operation(method: method, block: block ?? self.block), now)
  }

  @Test(arguments: [
    (MigrationMode.v4Only, Side.v4, Side?.none, false), (.v5Only, .v5, nil, false),
    (.parallel, .v4, .v5, false), (.v4Primary, .v4, .v5, false), (.v5Primary, .v5, .v4, true),
    (.canary(basisPoints: 0), .v4, .v5, false), (.canary(basisPoints: 10_000), .v5, .v4, true),
  ])
  func `gives each mode its authority and follower`(
    mode: MigrationMode, authority: Side, follower: Side?, fallsBack: Bool
  ) throws {
    let route = route(try router(mode))
    #expect(route.authority == authority && route.follower == follower)
    #expect(route.fallsBack == fallsBack && route.isGuarded == fallsBack)
    #expect(route.isCompared == (follower != nil) && route.reason == .static)
  }

  @Test func `assigns blocks by the hash, the same in every process`() throws {
    // route:engine-v5:1:0x00… lies in bucket 2939, 0xff… in 2230.
    let all = "0x" + String(repeating: "f", count: 64)
    for (share, zero, ones) in [(2230, Side.v4, Side.v4), (2231, .v4, .v5), (2940, .v5, .v5)] {
      let router = try router(.canary(basisPoints: share))
      #expect(route(router, block: block).authority == zero, "\(share)")
      #expect(route(router, block: all).authority == ones, "\(share)")
      #expect(route(router, block: all).reason == .split)
    }
  }

  @Test func `assigns a node as a whole where that is the unit`() throws {
    for (share, side) in [(5521, Side.v4), (5522, .v5)] {
      let router = try router(.canary(basisPoints: share)) { $0.stickyUnit = .node("node-a") }
      #expect(route(router).authority == side)
    }
    let second = try router(.canary(basisPoints: 6000)) {
      ($0.stickyUnit, $0.attempt) = (.node("node-a"), 2)
    }
    #expect(route(second).authority == .v4, "a new attempt assigns anew: bucket 6715")
  }

  @Test func `keeps a block's payload and its forkchoice on one side`() throws {
    let router = try router(.canary(basisPoints: 5000))
    for number in 0..<200 {
      let digits = String(number, radix: 16)
      let block = "0x" + String(repeating: "0", count: 64 - digits.count) + digits
      let sides = ["engine_newPayloadV2", "engine_forkchoiceUpdatedV2"].map {
        route(router, $0, block: block).authority
      }
      #expect(sides[0] == sides[1])
    }
  }

  @Test func `sends reads and transactions where the last forkchoice was answered`() throws {
    var now = Router.Circumstances()
    now.lastForkchoice = .v5
    let router = try router(.parallel)
    for method in ["eth_getBlockByNumber", "eth_sendRawTransaction"] {
      let route = route(router, method, now: now)
      #expect(route.authority == .v5 && route.reason == .targetingMatch && route.fallsBack)
    }
    #expect(route(router, now: now).authority == .v4)
  }

  @Test func `samples reads, and asks the spare only when the authority fails`() throws {
    var router = try router(.v5Primary) { $0.readSampling = 4 }
    let routes = (0..<8).map { _ in
      router.route(of: Operation(method: "eth_call", block: nil), Router.Circumstances())
    }
    #expect(routes.count { $0.follower == .v4 && $0.spare == nil } == 2)
    #expect(routes.count { $0.follower == nil && $0.spare == .v4 && $0.fallsBack } == 6)
    let all = route(try self.router(.parallel), "eth_call")
    #expect(all.follower == .v5, "parallel compares every operation")
  }

  @Test func `gives an unfit v5's place to v4, never v4's to v5`() throws {
    var now = Router.Circumstances()
    now.standings.v5.behind = .missedOperation
    let away = route(try router(.v5Primary), now: now)
    #expect(away.authority == .v4 && away.follower == .v5 && away.reason == .disabled)
    #expect(!away.fallsBack && !away.isGuarded)
    now.standings = PerSide { side in Self.standing(isOffline: side == .v4) }
    #expect(route(try router(.parallel), now: now).authority == .v4)
  }

  @Test func `gives a v4's place to v5 in a canary alone, where v4 has missed something`() throws {
    var now = Router.Circumstances()
    now.standings.v4 = Self.standing(behind: .missedOperation)
    func authorities(_ mode: MigrationMode) throws -> Set<Side> {
      let router = try router(mode)
      return Set((0..<40).map { route(router, block: "0x0\($0)", now: now).authority })
    }
    #expect(try authorities(.canary(basisPoints: 500)) == [.v5])
    #expect(try authorities(.canary(basisPoints: 0)) == [.v4])
    for mode in [MigrationMode.parallel, .v4Primary] {
      #expect(try authorities(mode) == [.v4], "there v5's answers leave to nobody")
    }
    // An engine that is only away may answer all the same.
    now.standings.v4 = Self.standing(isOffline: true)
    #expect(try authorities(.canary(basisPoints: 500)).contains(.v4))
    now.standings = PerSide { _ in Self.standing(behind: .missedOperation) }
    #expect(try authorities(.canary(basisPoints: 500)).contains(.v4))
  }

  private static func standing(
    isOffline: Bool = false, behind: BehindReason? = nil
  ) -> Standing {
    var standing = Standing()
    (standing.isOffline, standing.behind) = (isOffline, behind)
    return standing
  }

  @Test(arguments: [
    // Both went away at once, and v4 has answered since: v5 would not know its blocks.
    (standing(isOffline: true), standing(isOffline: true, behind: .missedOperation), Side.v4),
    (standing(isOffline: true), standing(isOffline: true), .v4),
    (standing(isOffline: true), standing(behind: .missedOperation), .v4),
    (standing(behind: .returned), standing(behind: .missedOperation), .v4),
    (standing(behind: .returned), standing(behind: .returned), .v4),
    // v5 came back alone, and nobody can bring it level.
    (standing(isOffline: true), standing(behind: .returned), .v5),
    (standing(isOffline: true, behind: .missedOperation), standing(behind: .laneSlow), .v5),
    // v4 came back with nothing and learns from v5.
    (standing(behind: .missedOperation), standing(isOffline: true), .v5),
    (standing(behind: .syncing), standing(behind: .missedOperation), .v5),
  ])
  func `with neither side fit whoever lacks the least answers`(
    v4: Standing, v5: Standing, authority: Side
  ) throws {
    var now = Router.Circumstances()
    now.standings = PerSide(v4: v4, v5: v5)
    #expect(route(try router(.v5Primary), now: now).authority == authority)
  }

  @Test func `pins a build to its minter in every mode`() throws {
    for mode in [MigrationMode.v4Only, .v5Only, .parallel, .v5Primary] {
      for minter in Side.allCases {
        var now = Router.Circumstances()
        now.minter = minter
        #expect(route(try router(mode), "engine_getPayloadV2", now: now).authority == minter)
      }
    }
  }

  @Test func `lets a flag choose an operation's version in two-sided modes`() throws {
    func flagged(_ mode: MigrationMode) throws -> Route {
      route(try router(mode) { $0.versions = [.newPayload: .v5] })
    }
    #expect(try flagged(.parallel).authority == .v5)
    #expect(try flagged(.parallel).reason == .targetingMatch)
    #expect(try flagged(.v4Only).authority == .v4)
  }

  @Test func `feeds the other side uncompared where it is kept warm`() throws {
    for (mode, follower) in [(MigrationMode.v4Only, Side.v5), (.v5Only, .v4)] {
      let router = try router(mode) { $0.standby = true }
      let route = route(router)
      #expect(route.follower == follower && !route.isCompared && !route.fallsBack)
      #expect(self.route(router, "eth_call").follower == nil)
    }
  }

  @Test func `asks a shared engine once, in the authority's dialect`() throws {
    for mode in [MigrationMode.parallel, .v5Primary, .canary(basisPoints: 5000)] {
      let route = route(try router(mode, topology: .shared))
      #expect(route.follower == nil && route.comparesRequests && !route.fallsBack)
    }
    #expect(!route(try router(.v4Only, topology: .shared)).comparesRequests)
  }
}
