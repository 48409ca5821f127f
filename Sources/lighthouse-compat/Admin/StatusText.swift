import EngineRPC

/// What a gateway's status says to somebody who has never seen one.
struct StatusText {
  let status: JSONValue
  let address: String
  let paint: Paint
  /// How wide bars may be; nil where no person watches, who would need any.
  var columns: Int?

  var word: String { text("health", "word") ?? "unknown" }

  /// The exit code that goes with it.
  var exit: Int32 {
    switch text("migration", "kind") {
    case "rolledBack": return AdminExit.failed
    case .some where status["migration"]?["waitsForPerson"] == .bool(true):
      return AdminExit.waiting
    default: break
    }
    return ownExit
  }

  private var ownExit: Int32 {
    switch word {
    case "healthy": 0
    case "hold": AdminExit.hold
    case "waiting": AdminExit.waiting
    default: AdminExit.failed
    }
  }

  var lines: [String] {
    var lines = [
      "lighthouse-compat \(text("version") ?? "?") at \(address): " + painted(word.uppercased())
    ]
    lines += (status["health"]?["reasons"]?.arrayValue ?? []).compactMap(\.stringValue)
      .map { "  ! " + printable($0) }
    lines += ["", row("Who answers", authority), row("Who follows", follower)]
    lines += [row("Mode", mode), row("How far behind", "")]
    lines += sides.map { "  " + line(of: $0) }
    lines += [
      row("Heads", heads), row("Compared", compared), row("Last difference", lastDifference),
      row("Way back", wayBack), row("Frozen", freeze), row("Flags", flags),
    ]
    if let migration = status["migration"]?["text"]?.arrayValue {
      lines.append("")
      lines += bars
      lines += migration.compactMap(\.stringValue).map(printable)
      lines.append("")
    }
    let events = status["events"]?.arrayValue ?? []
    lines.append(row("Lately", events.isEmpty ? "nothing" : ""))
    lines += events.map(event)
    return lines
  }

  /// The same in one line, without what changes all the time.
  var summary: String {
    let sides = sides.map { side in
      var words = "\(side["side"]?.stringValue ?? "?") \(state(of: side))"
      if let catchUp = catchUp(side) { words += " (\(catchUp))" }
      return words
    }
    let difference = (status["verdicts"]?["mismatch"]?.text).map { "\($0) mismatches" }
    let divergence = (status["verdicts"]?["divergence"]?.text).map { "\($0) divergences" }
    return
      ([
        "\(word): mode \(text("mode") ?? "?")", "\(text("authority") ?? "?") answers",
        "\(text("follower") ?? "nobody") follows",
      ] + sides + [difference, divergence].compactMap { $0 }
      + (text("migration", "state").map { ["migration \(printable($0))"] } ?? [])
      + (text("freeze").map { ["frozen: \(printable($0))"] } ?? [])).joined(separator: ", ")
  }

  /// How far the plan is, and how far the step that stands.
  private var bars: [String] {
    guard let columns, let migration = status["migration"],
      let step = number(migration, "step"), let steps = number(migration, "steps"), steps > 0,
      let elapsed = number(migration, "stepElapsedSeconds"),
      let minimum = number(migration, "minimumSeconds")
    else { return [] }
    let room = columns - 40
    let shown = min(elapsed, minimum)
    return [
      "plan       " + ProgressBar(fraction: step / steps).text(columns: room)
        + "step \(Int(step)) of \(Int(steps))",
      "this step  "
        + ProgressBar(fraction: minimum > 0 ? shown / minimum : 1).text(columns: room)
        + "\(Int(shown)) of at least \(Int(minimum)) s",
    ]
  }

  private func number(_ value: JSONValue, _ name: String) -> Double? {
    value[name].flatMap { Double($0.text) }
  }

  // MARK: Rows

  private var authority: String {
    guard let name = text("authority") else { return "unknown" }
    return painted(name, .strong) + " (\(url(name))): the caller gets \(name)'s answers"
      + (text("mode")?.hasPrefix("canary(") == true ? share : "")
  }

  private var share: String {
    guard let mode = text("mode"), let points = Int(mode.dropFirst(7).dropLast()) else { return "" }
    let other = text("authority") == "v5" ? "v4" : "v5"
    return ", except where the canary gives a block to \(other);"
      + " v5's share is \(points / 100).\(points % 100 < 10 ? "0" : "")\(points % 100) %"
  }

  private var follower: String {
    if text("topology") == "shared" {
      return "nobody: one engine is behind both sides, and is told everything once"
    }
    guard let name = text("follower") else { return "nobody: the other side is not asked" }
    let isCompared = text("mode") != "v4Only" && text("mode") != "v5Only"
    return painted(name, .strong) + " (\(url(name))): it gets every operation too, "
      + (isCompared ? "and its answers are compared" : "to be kept ready")
  }

  private var mode: String {
    let engines = text("topology") == "shared" ? "one engine for both sides" : "two engines"
    return "\(text("mode") ?? "?"), changed \(status["epoch"]?.text ?? "?") times; \(engines)"
  }

  private func line(of side: JSONValue) -> String {
    let name = side["side"]?.stringValue ?? "?"
    let lane = side["lane"]
    var line =
      painted(name, .strong)
      + (name == text("authority")
        ? " answers  " : name == text("follower") ? " follows  " : " idle     ")
    line += painted(state(of: side))
    if let behind = side["behind"]?.stringValue { line += " because \(printable(behind))" }
    if let chain = side["wrongChain"]?.stringValue { line += " (\(printable(chain)))" }
    if let catchUp = catchUp(side) { line += "; catch-up: \(catchUp)" }
    line += "; its lane: \(lane?["waiting"]?.text ?? "?") waiting,"
    line += " \(lane?["inFlight"]?.text ?? "?") in flight, \(lane?["bytes"]?.text ?? "?") bytes"
    return line
  }

  private func state(of side: JSONValue) -> String {
    if side["up"] == false { return "down" }
    if side["wrongChain"]?.stringValue != nil { return "wrong-chain" }
    return side["behind"]?.stringValue == nil ? "level" : "behind"
  }

  private func catchUp(_ side: JSONValue) -> String? {
    guard let catchUp = side["catchUp"], let state = catchUp["state"]?.stringValue else {
      return nil
    }
    let number = catchUp["number"]?.text ?? "?"
    switch state {
    case "running":
      let phase =
        switch catchUp["phase"]?.stringValue {
        case "findingCommonBlock": "looking for the last common block"
        case "importing": "importing"
        case "settingHead": "setting the head"
        case let other: printable(other ?? "working")
        }
      let (done, total) = (catchUp["done"]?.text ?? "?", catchUp["total"]?.text ?? "?")
      return "\(phase), \(done) of \(total) blocks, at block \(number)"
    case "awaitingForkchoice": return "at block \(number), waiting for the next forkchoice"
    case "level": return "done, \(catchUp["done"]?.text ?? "?") blocks imported, up to \(number)"
    default: return "FAILED: \(printable(catchUp["reason"]?.stringValue ?? "?"))"
    }
  }

  private var heads: String {
    let heads = sides.map { side in
      (side["side"]?.stringValue ?? "?", side["head"]?.stringValue.map(printable))
    }
    guard heads.contains(where: { $0.1 != nil }) else { return "no forkchoice was told yet" }
    if heads.count == 2, heads[0].1 == heads[1].1, let head = heads[0].1 {
      return "both were told \(head)"
    }
    return heads.map { "\($0.0) was told \($0.1 ?? "nothing yet")" }.joined(separator: ", ")
  }

  private var compared: String {
    let verdicts = status["verdicts"]?.objectValue?.members ?? []
    let counts = verdicts.filter { $0.value != 0 }.map { "\($0.name) \($0.value.text)" }
    let dropped = status["comparisonsDropped"].flatMap { $0 == 0 ? nil : "\($0.text) not compared" }
    let all = counts + [dropped].compactMap { $0 }
    return all.isEmpty ? "nothing yet" : all.joined(separator: ", ")
  }

  private var lastDifference: String {
    guard let mismatch = status["lastMismatch"], let id = mismatch["id"]?.text else {
      return "none since the start"
    }
    let differences = (mismatch["differences"]?.arrayValue ?? [])
      .compactMap { $0["text"]?.stringValue }.map(printable)
    let block = mismatch["block"]?.stringValue.map { " of \(printable($0))" } ?? ""
    return painted(mismatch["verdict"]?.stringValue ?? "?", .bad)
      + " in \(mismatch["method"]?.stringValue ?? "?")\(block):"
      + " \(differences.joined(separator: "; ")) (`lighthouse-compat diff \(id)` shows both answers)"
  }

  private var wayBack: String {
    let reason = printable(text("wayBack", "reason") ?? "?")
    guard status["wayBack"]?["open"] == true else { return painted("CLOSED", .bad) + ": \(reason)" }
    guard text("authority") != "v4" else { return painted("open", .good) + ": \(reason)" }
    // While a migration runs the mode is its own.
    let isMigrating = !["preMigration", "finalized", nil].contains(text("migration", "kind"))
    let verb = isMigrating ? "rollback" : "mode v4Only"
    return painted("open", .good) + ": \(reason); `lighthouse-compat \(verb)` takes it"
  }

  private var freeze: String {
    guard let freeze = text("freeze") else { return "no" }
    return painted("YES", .bad) + ": v5 may not answer: \(printable(freeze)); look into it, then"
      + " `lighthouse-compat mode --unfreeze`"
  }

  private var flags: String {
    let flags = status["flags"]?.objectValue
    func flag(_ name: String) -> String {
      printable(flags?[name]?.text.filter { $0 != "\"" } ?? "?")
    }
    let versions = (flags?.members ?? []).filter {
      $0.name.hasPrefix("versions.") && $0.value != "mode"
    }.map { "\($0.name.dropFirst(9)) by \($0.value.stringValue ?? "?")" }
    let agreement =
      flags?["guard.enabled"] == true ? "guard \(flag("guard.milliseconds")) ms" : "guard OFF"
    return [
      agreement, flags?["standby"] == true ? "standby on" : "standby off",
      versions.isEmpty ? "versions as the mode says" : versions.joined(separator: ", "),
      "beacon root \(printable(text("beaconRootPolicy") ?? "?"))",
    ].joined(separator: ", ")
  }

  private func event(_ event: JSONValue) -> String {
    let seconds = Double(event["secondsAgo"]?.text ?? "") ?? 0
    let age = seconds < 120 ? "\(Int(seconds)) s ago" : "\(Int(seconds / 60)) min ago"
    return "  \(age): \(printable(event["text"]?.stringValue ?? "?"))"
  }

  // MARK: Words

  private var sides: [JSONValue] { status["sides"]?.arrayValue ?? [] }

  private func text(_ path: String...) -> String? {
    path.reduce(status as JSONValue?) { $0?[$1] }?.stringValue
  }

  private func url(_ side: String) -> String {
    let found = sides.first { $0["side"]?.stringValue == side }
    return printable(found?["url"]?.stringValue ?? "not configured")
  }

  private func row(_ name: String, _ text: String) -> String {
    text.isEmpty ? name + ":" : (name + ":").padded(to: 17) + text
  }

  private func painted(_ word: String) -> String {
    switch word.lowercased() {
    case "healthy", "level": paint(word, .good)
    case "hold", "behind", "draining": paint(word, .warning)
    default: paint(word, .bad)
    }
  }

  private func painted(_ word: String, _ colour: Paint.Colour) -> String { paint(word, colour) }
}

extension String {
  func padded(to width: Int) -> String {
    count >= width ? self : self + String(repeating: " ", count: width - count)
  }
}

/// Text of engines without what a terminal would take for a command, and without what turns the
/// order of characters round or is not seen at all.
func printable(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { result.append(isShown(scalar) ? scalar : "·") }
  return String(result)
}

private func isShown(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: false
  default: true
  }
}
