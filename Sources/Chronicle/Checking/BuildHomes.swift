import EngineTypes

/// S4: each build comes from the engine that minted its id as the caller last got it.
///
/// The minting engines are those whose answer to that forkchoiceUpdated the caller got; of two that
/// gave the same answer the authority, where it is known, else whichever gives the build first.
/// Another engine's build for the same head and attributes may come only when each minting engine
/// failed: it was asked and gave no payload in time, an internal error or -38001, or it could not
/// be asked since it lay in a gap.
struct BuildHomes {
  private(set) var violations: [Violation] = []
  private let logs: ComparedLogs
  private let builds: BuildBook
  private let origins: AnswerOrigins
  /// The engines that may hold a build, by the place of the forkchoiceUpdated that asked for it.
  private var homes: [Int: UInt64] = [:]

  init(_ logs: ComparedLogs, builds: BuildBook, origins: AnswerOrigins) {
    self.logs = logs
    self.builds = builds
    self.origins = origins
    for (place, entry) in logs.caller.enumerated() {
      guard case .getPayload(let id) = entry.subject, origins.engines[place] != 0,
        let mint = builds.mintPlace(ofGet: place)
      else { continue }
      judge(entry, place, mint: mint, id: id)
    }
  }

  private mutating func judge(_ entry: ChronicleEntry, _ place: Int, mint: Int, id: String) {
    let homes = homes[mint] ?? mintingEngines(mint)
    guard homes != 0 else { return }
    let own = sources(of: entry, id: id) & homes
    if own != 0 {
      self.homes[mint] = own
      return
    }
    let sentence: String
    let given = names(origins.engines[place])
    if !everyHomeFailed(homes, entry, id: id) {
      sentence =
        "the payload of \(id) came from \(given), although \(names(homes)), which minted"
        + " it, did not fail"
    } else if !hasBuildOfItsOwn(origins.engines[place] & ~homes, mint) {
      sentence =
        "the payload of \(id) came from \(given), which built nothing for that head and"
        + " those attributes"
    } else {
      return
    }
    violations.append(
      Violation(
        .buildsStayHome, caller: [logs.caller[mint].arrival, entry.arrival], sentence))
  }

  private func mintingEngines(_ mint: Int) -> UInt64 {
    let engines = origins.engines[mint]
    let number = logs.caller[mint].arrival
    let known = logs.expectations.authorities.last { $0.operations.contains(number) }
    guard let known, let place = logs.engines.firstIndex(where: { $0.name == known.engine }),
      engines & 1 << UInt64(place) != 0
    else { return engines }
    return 1 << UInt64(place)
  }

  /// The engines that gave the answer under the very id.
  private func sources(of entry: ChronicleEntry, id: String) -> UInt64 {
    var found: UInt64 = 0
    for (engine, index) in logs.engines.enumerated()
    where !logs.sources(of: entry, as: .getPayload(id), in: index).isEmpty {
      found |= 1 << UInt64(engine)
    }
    return found
  }

  private func everyHomeFailed(_ homes: UInt64, _ entry: ChronicleEntry, id: String) -> Bool {
    let window = logs.window(of: entry)
    return logs.engines.indices.allSatisfy { engine in
      guard homes & 1 << UInt64(engine) != 0 else { return true }
      let index = logs.engines[engine]
      let asked = index.places(
        of: .getPayload(id), from: window.lowerBound, through: window.upperBound)
      if asked.isEmpty {
        return logs.gaps(of: engine).contains(entry.arrival)
          || logs.expectations.unreliable.contains(index.name)
      }
      return logs.expectations.unreliable.contains(index.name)
        || asked.allSatisfy { Self.isFailure(index.entries[$0], by: window.upperBound) }
    }
  }

  private static func isFailure(_ entry: ChronicleEntry, by deadline: Int64) -> Bool {
    guard (entry.answered ?? .max) <= deadline else { return true }
    switch entry.answer {
    case .failure, nil: return true
    case .error(let error):
      let code = EngineErrorCode(rawValue: error.code)
      return code == .unknownPayload || !(code?.isSemantic ?? false)
    case .result: return false
    }
  }

  private func hasBuildOfItsOwn(_ engines: UInt64, _ mint: Int) -> Bool {
    guard let build = BuildKey(logs.caller[mint].subject) else { return false }
    return logs.engines.indices.contains { engine in
      engines & 1 << UInt64(engine) != 0 && logs.engines[engine].minted[build] != nil
    }
  }

  private func names(_ engines: UInt64) -> String {
    let names = logs.engines.indices.filter { engines & 1 << UInt64($0) != 0 }
      .map { logs.engines[$0].name }
    return names.isEmpty ? "no engine" : names.joined(separator: " and ")
  }
}
