extension MigrationPlan {
  /// The plan as whoever has no token may read it: webhooks by their host alone, programs without
  /// their arguments, since either may hold a secret.
  public var withoutSecrets: MigrationPlan {
    var plan = self
    plan.hooks = hooks.map { hook in
      var hook = hook
      hook.url = hook.url.map(Self.host)
      hook.command = Self.program(hook.command)
      return hook
    }
    plan.notifications = notifications.map { notification in
      var notification = notification
      notification.url = notification.url.map(Self.host)
      notification.command = Self.program(notification.command)
      return notification
    }
    return plan
  }

  /// Scheme and host of an address; whoever is named before an `@` is left out too.
  private static func host(_ url: String) -> String {
    let parts = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return "..." }
    let authority = parts[2].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return "\(parts[0])//\(authority.split(separator: "@").last ?? "")/..."
  }

  private static func program(_ command: [String]) -> [String] {
    command.count > 1 ? [command[0], "..."] : command
  }
}
