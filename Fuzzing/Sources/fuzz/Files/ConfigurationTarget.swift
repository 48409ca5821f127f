@testable import Gateway

/// A configuration is read, or every problem is told; what is read is read again where each value
/// comes from the environment.
let configurationTarget: FuzzTarget = { input in
  let text = String(decoding: input, as: UTF8.self)
  do throws(ConfigurationProblems) {
    check(try GatewayConfiguration(yaml: text, environment: [:]))
  } catch {
    expect(!error.problems.isEmpty, "a refusal without a problem")
    for problem in error.problems {
      expect(!problem.reason.isEmpty, "a problem without words")
      expect((1...YAMLLines.count(text)).contains(problem.line ?? 1), "line \(problem.line ?? 0)")
    }
  }
}

private func check(_ configuration: GatewayConfiguration) {
  let keys = ConfigurationKey.all
  let isList = Set(keys.filter { $0.kind == .list }.map(\.path))
  var environment: [String: String] = [:]
  for key in keys {
    guard let text = configuration.texts[key.path], !text.isEmpty else { continue }
    // As a reader would that knows ASCII only.
    environment[key.environmentVariable] = planted(text) { $0.filter(\.isASCII) }
  }
  do throws(ConfigurationProblems) {
    let again = try GatewayConfiguration(yaml: "", environment: environment)
    for (path, text) in configuration.texts where !isList.contains(path) {
      expect(again.texts[path] == text, "\(path) comes as \(again.texts[path] ?? "nothing")")
    }
    expect(again.compat.mode == configuration.compat.mode, "another mode")
    expect(again.limits == configuration.limits, "other limits")
  } catch {
    fatalError("not read from the environment: \(error)")
  }
}
