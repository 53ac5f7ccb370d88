import StrataIO

extension Model {
  var compileConfig: JSONObject { get throws { [:] } }
  func compile(from config: JSONObject, place: String) throws {}
  func compile(fromLegacy config: JSONObject, place: String) throws {}
}
