import StrataGraph
import Testing

@testable import StrataXLA

@Suite("Plugins and their clients", .needsPlugin)
struct ClientTests {
  @Test func aPluginIsLoadedOnce() throws {
    let path = try #require(TestPlugin.path)
    #expect(try PJRTPlugin.load(path) === PJRTPlugin.load(path))
  }

  @Test func whatIsNoPluginIsAnError() {
    #expect(throws: EngineError.self) { try PJRTPlugin.load("/nowhere/plugin.so") }
    let error = #expect(throws: EngineError.self) { try PJRTPlugin.load("libm.so.6") }
    #expect(error?.description.contains("GetPjrtApi") == true)
  }

  @Test func aPluginOfAnotherPlatformIsAnError() throws {
    let path = try #require(TestPlugin.path)
    let error = #expect(throws: EngineError.self) { try PJRTClient(.cuda, path: path) }
    #expect(error?.description.hasSuffix("is for cpu, not for cuda") == true)
  }

  @Test func aClientHasDevices() throws {
    let client = try TestPlugin.client
    let devices = try client.devices
    #expect(client.platformName == "cpu")
    #expect(devices.map(\.id) == Array(0..<TestPlugin.deviceCount))
    #expect(devices.allSatisfy { !$0.kind.isEmpty })
    #expect(devices[0] == devices[0] && devices[0] != devices[1])
  }

  @Test func anEngineHasTheNameOfItsDevice() throws {
    let client = try TestPlugin.client
    #expect(try XLAEngine(client: client).name == "xla:cpu")
    #expect(try XLAEngine(client: client, deviceIndex: 3).name == "xla:cpu:3")
    for index in [-1, 4] {
      #expect(throws: EngineError.self) { try XLAEngine(client: client, deviceIndex: index) }
    }
  }

  @Test func enginesOfAPlatformShareItsClient() throws {
    let (first, second) = (try XLAEngine(platform: .cpu), try XLAEngine(platform: .cpu))
    #expect(first.name == "xla:cpu")
    #expect(first.device == second.device)
  }

  @Test func theFirstDeviceOfTheHostAloneHasNoOthersBesideIt() throws {
    let (first, second) = (try XLAEngine(platform: .cpu), try XLAEngine(platform: .cpu, deviceIndex: 1))
    #expect(try first.device.client.devices.count == 1)
    #expect(try second.device.client.devices.count > 1)
    let both = try ShardedEngine(platform: .cpu, deviceIndices: [0, 1], shape: [2])
    #expect(both.mesh.client === second.device.client)
    let moved = try second.makeBuffer(
      copying: first.makeBuffer(copying: HostBuffer([1, 2, 3] as [Float], shape: [3])))
    #expect(moved.scalars(as: Float.self) == [1, 2, 3])
  }

  @Test func valuesBecomeStructuresAndBack() {
    let values: [String: PJRTValue] = [
      "a": .string("text"), "b": .integer(-5), "c": .integers([1, 2, 3]), "d": .float(2.5), "e": .bool(true),
      "f": .string(""), "g": .integers([]),
    ]
    let list = NamedValues(values)
    defer { list.deallocate() }
    let read = list.list.map { (String(bytes: $0.name, count: $0.name_size), PJRTValue($0)) }
    #expect(Dictionary(uniqueKeysWithValues: read) == values.mapValues { $0 })
  }
}
