import Logging
import EngineHTTP

extension ExchangeDriver {
  /// Both sides turned out to be one engine: it gets one writer from now on.
  ///
  /// - Parameter held: the exchanges whose follower was not asked yet; it never will be.
  func becomeShared(giving held: [ExchangeID]) {
    guard let v4 = links.v4, let v5 = links.v5 else { return }
    logger.notice("both sides are one engine: it is told everything once")
    perform(core.becomeShared(giving: held))
    v5.upstream = v4.upstream
  }
}
