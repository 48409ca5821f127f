import Evidence

/// The checks of what stands around the stages.
extension MigrationPlan {
  func checkHealth(_ reading: inout PlanReading) {
    time("health.interval", health.interval, .seconds(1), .minutes(5), &reading)
    time("health.staleAfter", health.staleAfter, .seconds(24), .hours(24), &reading)
    time("health.flappingWindow", health.flappingWindow, .seconds(1), .hours(24), &reading)
    time(
      "health.clockSkew", health.clockSkew, PlannedDuration(milliseconds: 1), .hours(1), &reading)
    range("health.settle", health.settle, 1...1_000, "", &reading)
    range("health.flapping", health.flapping, 2...1_000, "", &reading)
    range("health.missedSlots", health.missedSlots, 1...10_000, "slots", &reading)
    range("health.reorgDepth", health.reorgDepth, 1...10_000, "blocks", &reading)
    range("health.freeDisk", health.freeDisk, 0...1_000_000_000, "MiB", &reading)
    range("health.freeMemory", health.freeMemory, 0...1_000_000_000, "MiB", &reading)
    // A judge that hears a window less often than this would never have fresh evidence.
    if health.staleAfter.seconds < 2 * evidence.window.seconds {
      reading.note(
        "health.staleAfter",
        "is \(health.staleAfter), expected at least twice evidence.windowTime")
    }
  }

  func checkRollback(_ reading: inout PlanReading) {
    time("rollback.limit", rollback.limit, .seconds(1), .minutes(5), &reading)
    time("rollback.lockOut", rollback.lockOut, .zero, .days(7), &reading)
    time("rollback.longestLockOut", rollback.longestLockOut, .zero, .days(30), &reading)
    time("rollback.forgetAfter", rollback.forgetAfter, .minutes(1), .days(365), &reading)
    if rollback.lockOut > rollback.longestLockOut {
      reading.note(
        "rollback.lockOut",
        "is \(rollback.lockOut), expected at most longestLockOut, \(rollback.longestLockOut)")
    }
    time("longestHold", longestHold, .seconds(1), .days(30), &reading)
    time("hookRetry", hookRetry, .seconds(1), .days(1), &reading)
    time("drills.interval", drills.interval, .minutes(1), .days(366), &reading)
    time("drills.limit", drills.limit, .seconds(1), .hours(1), &reading)
  }

  func checkCalls(_ reading: inout PlanReading) {
    let stageNames = stages.map(\.name)
    var names: Set<String> = []
    for (index, hook) in hooks.enumerated() {
      let path = "hooks[\(index)]"
      if !names.insert(hook.name).inserted {
        reading.note("\(path).name", "\"\(PlanReading.clip(hook.name))\" is another hook's name")
      }
      if hook.command.isEmpty == (hook.url == nil) {
        reading.note(path, "needs either a command or a url")
      }
      checkURL(hook.url, "\(path).url", &reading)
      time("\(path).timeout", hook.timeout, PlannedDuration(milliseconds: 1), .hours(1), &reading)
      for (place, stage) in hook.stages.enumerated() where !stageNames.contains(stage) {
        let nearest = NearestKey.suggestion(for: stage, among: stageNames)
        reading.note(
          "\(path).stages[\(place)]",
          "\"\(PlanReading.clip(stage))\" is no stage"
            + (nearest.map { "; did you mean \($0)?" } ?? ""))
      }
    }
    for (index, notification) in notifications.enumerated() {
      checkNotification(notification, "notifications[\(index)]", &reading)
    }
  }

  private func checkNotification(
    _ notification: PlannedNotification, _ path: String, _ reading: inout PlanReading
  ) {
    let channel = notification.channel.rawValue
    let (hasURL, hasCommand) = (notification.url != nil, !notification.command.isEmpty)
    let (wantsURL, wantsCommand) =
      switch notification.channel {
      case .webhook, .slack: (true, false)
      case .command: (false, true)
      case .log: (false, false)
      }
    if hasURL != wantsURL {
      reading.note(path, hasURL ? "a \(channel) takes no url" : "a \(channel) needs a url")
    }
    if hasCommand != wantsCommand {
      reading.note(
        path, hasCommand ? "a \(channel) takes no command" : "a \(channel) needs a command")
    }
    checkURL(notification.url, "\(path).url", &reading)
  }

  private func checkURL(_ url: String?, _ path: String, _ reading: inout PlanReading) {
    guard let url else { return }
    do throws(WebhookAddressError) {
      _ = try WebhookAddress(url)
    } catch {
      reading.note(path, "cannot be used: \(error)")
    }
  }

  func checkWindows(_ reading: inout PlanReading) {
    time("freeze.aroundFork", freeze.aroundFork, .zero, .days(30), &reading)
    time("freeze.beforeProposal", freeze.beforeProposal, .zero, .hours(24), &reading)
    for (index, window) in freeze.calendar.enumerated() {
      let path = "freeze.calendar[\(index)]"
      switch (window.from, window.to) {
      case (.instant(let from), .instant(let to)) where from >= to:
        reading.note("\(path).to", "is \(to), expected later than from, \(from)")
      case (.weekly(let from), .weekly(let to)) where from == to:
        reading.note("\(path).to", "is the same time as from: the whole week would be frozen")
      case (.instant, .weekly), (.weekly, .instant):
        reading.note("\(path).to", "is of another sort than from: both weekly, or neither")
      case (.instant, .instant), (.weekly, .weekly): break
      }
    }
    var names: Set<String> = []
    for (index, fork) in forks.enumerated() {
      if !Self.isName(fork.name) {
        reading.note("forks[\(index)].name", "is not [a-z0-9][a-z0-9._-]{0,62}")
      } else if !names.insert(fork.name).inserted {
        reading.note("forks[\(index)].name", "\(fork.name) stands here twice")
      }
    }
  }

  private func time(
    _ path: String, _ value: PlannedDuration, _ lowest: PlannedDuration,
    _ highest: PlannedDuration, _ reading: inout PlanReading
  ) {
    guard !(lowest...highest).contains(value) else { return }
    reading.note(path, "is \(value), expected \(lowest) to \(highest)")
  }
}
