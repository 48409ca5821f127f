import EngineRPC
import LighthouseCompatibility
import NIOHTTP1

/// The OpenAPI 3.1 description, made of the routes that are served.
enum OpenAPIDocument {
  static let json: JSONValue = [
    "openapi": "3.1.0",
    "info": [
      "title": "lighthouse-compat admin interface", "version": .string(CompatVersion.current),
      "description":
        "Read without a token; changes need admin.token's as a bearer token and are JSON.",
    ],
    "paths": .object(JSONObject(paths.map { .init(name: $0, value: .object(operations(of: $0))) })),
    "components": [
      "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
      "schemas": ["Failure": Schema.failure],
    ],
  ]

  private static var paths: [String] {
    var seen: Set<String> = []
    return AdminRouter.routes.map(\.path).filter { seen.insert($0).inserted }
  }

  private static func operations(of path: String) -> JSONObject {
    JSONObject(
      AdminRouter.routes.filter { $0.path == path }.map { route in
        .init(name: route.method.rawValue.lowercased(), value: operation(route))
      })
  }

  private static func operation(_ route: AdminRoute) -> JSONValue {
    var object = JSONObject([
      .init(name: "summary", value: .string(route.summary)),
      .init(name: "responses", value: .object(JSONObject(responses(route)))),
    ])
    if !route.parameters.isEmpty {
      object["parameters"] = .array(
        route.parameters.map {
          [
            "name": .string($0.name), "in": .string($0.place), "required": .bool($0.isRequired),
            "description": .string($0.meaning), "schema": Schema.text,
          ]
        })
    }
    if let request = route.request {
      object["requestBody"] = [
        "required": true, "content": ["application/json": ["schema": request]],
      ]
    }
    if route.method != .GET { object["security"] = [["token": []]] }
    return .object(object)
  }

  private static func responses(_ route: AdminRoute) -> [JSONObject.Member] {
    var responses = route.responses
    let always: [(Int, String)] =
      route.method == .GET
      ? [(403, "a Host that is not allowed")]
      : [
        (401, "no token, or a wrong one"), (403, "read-only, or a Host that is not allowed"),
        (413, "a body above 64 KiB"), (415, "a body that is not JSON"),
      ]
    for (status, meaning) in always {
      responses.append(
        AdminRoute.Response(status: status, meaning: meaning, schema: reference))
    }
    return responses.map { response in
      var value: JSONObject = JSONObject([
        .init(name: "description", value: .string(response.meaning))
      ])
      value["content"] =
        response.schema.map { ["application/json": ["schema": $0]] }
        ?? .object(
          JSONObject([.init(name: response.type, value: ["schema": Schema.text])]))
      return .init(name: String(response.status), value: .object(value))
    }
  }

  static let reference: JSONValue = ["$ref": "#/components/schemas/Failure"]
}
