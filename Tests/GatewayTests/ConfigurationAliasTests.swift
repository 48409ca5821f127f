import Gateway
import Testing

/// A configuration's few lines must not stand for more than they hold.
@Suite struct ConfigurationAliases {
  private static let sections: String = {
    let names = Array("abcdefghi")
    let lines = zip(names, names.dropFirst()).map { old, new in
      "\(new): &\(new) {" + "klmnopqrs".map { "\($0): *\(old)" }.joined(separator: ", ") + "}"
    }
    return (["a: &a {k: x}"] + lines).joined(separator: "\n")
  }()

  @Test(arguments: [
    sections, "a: &a x\n? [*a, *a]\n: x", "listen: {port: &a 1}\nadmin: {port: *a}",
    String(repeating: "[", count: 900),
  ])
  func `aliases and deep nesting are one problem of the file`(_ yaml: String) {
    let error = #expect(throws: ConfigurationProblems.self) {
      try GatewayConfiguration(yaml: yaml, environment: [:])
    }
    let ofFile = error?.problems.filter { $0.path == "file" } ?? []
    #expect(
      ofFile.map(\.reason) == ["is nested too deep, or has an anchor or an alias: neither is taken"]
    )
    #expect(ofFile.first?.line != nil)
  }

  @Test func `what is quoted is no alias`() throws {
    let error = #expect(throws: ConfigurationProblems.self) {
      try GatewayConfiguration(
        yaml: "listen: {allowedHosts: ['*', \"a *b\"]} # &c *d", environment: [:])
    }
    #expect(error?.problems.map(\.path) == ["listen.jwtSecret", "mode"])
  }
}
