import Foundation
import LighthouseCompatibility
import Logging
import NIOCore
import Records

/// Looks for the PANIC file four times a second on the answer's own event loop, so that it works
/// with the controller, the disk's lane and the comparisons standing still.
final class PanicWatch {
  private let path: String
  private let driver: ExchangeDriver
  private let loop: any EventLoop
  private let logger: Logger
  private var isObeyed = false

  private init(path: String, driver: ExchangeDriver, loop: any EventLoop, logger: Logger) {
    self.path = path
    self.driver = driver
    self.loop = loop
    self.logger = logger
  }

  static func start(
    _ folder: StateFolder, driver: ExchangeDriver, loop: any EventLoop, logger: Logger
  ) {
    PanicWatch(path: folder.panic.path, driver: driver, loop: loop, logger: logger).watch()
  }

  private func watch() {
    look()
    loop.assumeIsolated().scheduleTask(in: .milliseconds(250)) { self.watch() }
  }

  private func look() {
    guard access(path, F_OK) == 0 else { return isObeyed = false }
    guard driver.mode != .v4Only else { return isObeyed = true }
    do throws(ModeRefusal) {
      try driver.change(to: .v4Only)
      logger.critical("the PANIC file is there: v4 answers", metadata: ["file": "\(path)"])
    } catch {
      if !isObeyed {
        logger.critical(
          "the PANIC file is there, but v4 cannot answer", metadata: ["reason": "\(error)"])
      }
    }
    isObeyed = true
  }
}
