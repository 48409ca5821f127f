extension ConfigurationKey {
  /// Every key, in the order of the documentation.
  public static let all: [ConfigurationKey] = listeners + sides + routing + operation

  private static let listeners: [ConfigurationKey] = [
    key("listen.host", .text, "127.0.0.1", "address that callers connect to"),
    key("listen.port", .integer, "8551", "port that callers connect to, 0 for any free one"),
    key("listen.jwtSecret", .text, nil, "file with the callers' JWT secret (required)"),
    key("listen.allowedHosts", .list, "localhost", "names accepted in the Host header, * for all"),
    key("listen.maxBodyBytes", .integer, "134217728", "largest request body"),
    key("listen.maxBatchItems", .integer, "2000", "most calls in a batch"),
    key("listen.maxConnections", .integer, "256", "most connections at once"),
    key("listen.requestSeconds", .number, "30", "how long a request may take to arrive"),
    key("listen.idleSeconds", .number, "120", "how long a connection may stay silent"),
    key("admin.host", .text, "127.0.0.1", "address of health, metrics and the admin interface"),
    key("admin.port", .integer, "8552", "port of the same, 0 for any free one"),
    key("admin.socket", .text, nil, "path of a Unix socket for the same, mode 0600"),
    key("admin.token", .text, nil, "private file with the token for changes; without it read-only"),
    key("admin.allowedHosts", .list, "localhost", "names accepted in its Host header, * for all"),
  ]

  private static let sides: [ConfigurationKey] = [
    key(
      "mode", .text, "v4Only",
      "v4Only, v5Only, parallel, v4Primary, v5Primary or canary(SHARE in basis points)", .reload),
    key("topology", .text, "auto", "auto, separate (two engines) or shared (one engine)"),
    key("v4.url", .text, nil, "the engine that is spoken to as Lighthouse v4 does"),
    key("v4.jwtSecret", .text, nil, "file with that engine's JWT secret"),
    key("v4.timeoutMultiplier", .number, "1", "multiplies Lighthouse's time-outs"),
    key("v5.url", .text, nil, "the engine that is spoken to as Lighthouse v5 does"),
    key("v5.jwtSecret", .text, nil, "file with that engine's JWT secret"),
    key("v5.timeoutMultiplier", .number, "1", "multiplies Lighthouse's time-outs"),
  ]

  private static let routing: [ConfigurationKey] = [
    key("standby", .boolean, "false", "one-sided modes keep the other side fed and ready", .flag),
    key("guard.enabled", .boolean, "true", "v5's newPayload verdict waits for v4's", .flag),
    key("guard.milliseconds", .integer, "500", "how long it waits", .flag),
    key(
      "budgets.stateChangingMilliseconds", .integer, "4000",
      "after which the other side's newPayload or forkchoiceUpdated answer leaves", .flag),
    key(
      "budgets.getPayloadMilliseconds", .integer, "500",
      "after which the other side's build leaves", .flag),
    key(
      "budgets.readMilliseconds", .integer, "500", "after which the other side's read leaves",
      .flag),
    key(
      "builds.crossCheck", .boolean, "false",
      "offers v5's builds to v4's engine before the caller gets them", .flag),
    key("builds.crossCheckMilliseconds", .integer, "300", "how long that may take", .flag),
    key("reads.sampleOneIn", .integer, "10", "of how many reads one is compared, 0 none", .flag),
    key("versions.newPayload", .text, "mode", "v4, v5, or mode: what the mode says", .flag),
    key("versions.forkchoiceUpdated", .text, "mode", "the same for forkchoiceUpdated", .flag),
    key("versions.getPayload", .text, "mode", "the same for getPayload", .flag),
    key("sticky.unit", .text, "block", "what a canary assigns as a whole: block or node", .reload),
    key("sticky.node", .text, nil, "this node's name, for sticky.unit: node", .reload),
    key("migration.name", .text, "engine-v5", "part of the canary's hash", .reload),
    key("migration.attempt", .integer, "1", "part of the canary's hash", .reload),
    key("state.folder", .text, nil, "folder of the migration's state; without it none runs"),
    key("migration.plan", .text, nil, "file with the migration's plan; the standard plan without"),
    key(
      "bridge.parentBeaconBlockRoot", .text, "zero",
      "of builds for v4 callers past Cancun: zero, parentHash, 0x… or off; the same on every node"),
  ]

  private static let operation: [ConfigurationKey] = [
    key("methods.allow", .list, nil, "methods served besides engine_, in place of the standard"),
    key("lanes.entries", .integer, "256", "operations that may wait for an engine"),
    key("lanes.bytes", .integer, "67108864", "bytes that may wait for an engine"),
    key("lanes.window", .integer, "16", "operations handed to an engine's transport at once"),
    key("drainSeconds", .number, "10", "how long a stop waits for requests being served"),
    key(
      "log.level", .text, "info", "trace, debug, info, notice, warning, error or critical",
      .reload),
    key("log.format", .text, "text", "text, or json: an object a line"),
    key("log.spans", .boolean, "false", "a line for each operation and each side that was asked"),
  ]

  private static func key(
    _ path: String, _ kind: Kind, _ standard: String?, _ meaning: String,
    _ change: Change = .restart
  ) -> ConfigurationKey {
    ConfigurationKey(path: path, kind: kind, standard: standard, meaning: meaning, change: change)
  }
}
