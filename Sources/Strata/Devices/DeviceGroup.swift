import StrataGraph
import StrataXLA

extension Device {
  /// Several devices of which each computes a part of every batch, with all weights. Keras's `DataParallel`.
  ///
  /// ```swift
  /// try model.fit(x, y, device: .dataParallel([.gpu(0), .gpu(1)]))
  /// ```
  ///
  /// The losses and weights are those of one device, to rounding. A batch whose samples cannot be dealt out evenly, such
  /// as the last one of an epoch, is computed by all devices in full.
  /// - Parameter devices: devices of one kind. Using others is an error.
  public static func dataParallel(_ devices: [Device]) -> Device {
    modelParallel(DeviceMesh(["batch": devices.count], devices: devices), layout: [:])
  }

  /// Several devices of which each computes a part of every batch, and holds a part of the weights. Keras's
  /// `ModelParallel`.
  ///
  /// ```swift
  /// // Both devices compute all samples, each with half of the columns of a large layer.
  /// let mesh = DeviceMesh(["batch": 1, "model": 2], devices: [.gpu(0), .gpu(1)])
  /// let halves = Device.modelParallel(mesh, layout: [".*/dense/kernel": [nil, "model"], ".*/dense/bias": ["model"]])
  /// ```
  ///
  /// An optimizer's state is split as the weights that it belongs to. Weights without an entry in the layout are on every
  /// device.
  /// - Parameters:
  ///   - mesh: the devices.
  ///   - layout: how weights are split.
  ///   - batchAxis: the axis of the mesh among whose devices the samples of a batch are dealt out; the first if nil.
  public static func modelParallel(
    _ mesh: DeviceMesh, layout: LayoutMap, batchAxis: String? = nil
  ) -> Device {
    Device(
      kind: .group(
        DeviceGroup(mesh: mesh, layout: layout, batchAxis: batchAxis ?? mesh.axisNames.first ?? "")))
  }

  /// The devices that this one stands for; nil if it is a single one.
  var group: DeviceGroup? { if case .group(let group) = kind { group } else { nil } }
}

/// Devices that work together, and what each of them holds.
struct DeviceGroup: Hashable, Sendable, CustomStringConvertible {
  let mesh: DeviceMesh
  let layout: LayoutMap
  let batchAxis: String

  var description: String { "\(mesh)" }

  /// The engine of the devices.
  /// - Throws: `EngineError` if the devices cannot work together, or one is not there.
  func makeEngine() throws(EngineError) -> ShardedEngine {
    var indices: [Int] = []
    var platforms: Set<XLAPlatform> = []
    for device in mesh.devices {
      guard case .xla(let platform, let index) = device.kind else {
        throw EngineError("\(device) cannot be one of several devices; xla, gpu:0 or tpu:0 can")
      }
      indices.append(index)
      platforms.insert(platform)
    }
    guard platforms.count == 1, let platform = platforms.first else {
      throw EngineError(
        indices.isEmpty ? "it has no devices" : "devices that work together must be of one kind")
    }
    guard Set(indices).count == indices.count else { throw EngineError("a device stands there twice") }
    try checkAxes()
    return try ShardedEngine(platform: platform, deviceIndices: indices, shape: mesh.shape)
  }

  private func checkAxes() throws(EngineError) {
    guard mesh.shape.allSatisfy({ $0 > 0 }), mesh.shape.reduce(1, *) == mesh.devices.count else {
      throw EngineError("a mesh of \(mesh.shape) does not have \(mesh.devices.count) devices")
    }
    guard Set(mesh.axisNames).count == mesh.axisNames.count else {
      throw EngineError("two axes of the mesh have the same name: \(mesh.axisNames)")
    }
    let used =
      [("batchAxis", batchAxis)]
      + layout.layouts.entries.flatMap { entry in
        entry.value.compactMap { $0.map { ("the layout of '\(entry.key)'", $0) } }
      }
    for (place, name) in used where !mesh.axisNames.contains(name) {
      throw EngineError("\(place) names the axis '\(name)'; the axes of the mesh are \(mesh.axisNames)")
    }
    for entry in layout.layouts.entries {
      let axes = entry.value.compactMap(\.self)
      guard Set(axes).count == axes.count else {
        throw EngineError("the layout of '\(entry.key)' splits two axes along the same one of the mesh")
      }
      do throws(PathPatternError) { _ = try PathPattern(entry.key) } catch {
        throw EngineError("'\(entry.key)' in the layout is no regular expression: it has \(error.reason)")
      }
    }
  }

  // MARK: Shardings

  /// How the samples of a batch, or what is computed for them, are dealt out: evenly, or not at all.
  func batchSharding(_ type: TensorType) -> Sharding {
    let axis = mesh.axisNames.firstIndex(of: batchAxis)!
    guard let count = type.shape.first, count > 0, count.isMultiple(of: mesh.shape[axis]) else {
      return .replicated
    }
    return .split(axis: 0, along: axis)
  }

  /// How a variable is split.
  /// - Throws: `StrataError.invalidArgument` if it cannot be split as the layout says.
  func sharding(of variable: Variable) throws -> Sharding {
    let model = variable.companion ?? variable
    guard let axes = try layout.layouts.value(for: model.path, argument: "its layout") else {
      return .replicated
    }
    guard axes.count == variable.type.rank else {
      throw StrataError.invalidArgument(
        owner: model.path, argument: "its layout", expected: "a list for the axes of \(model.type)",
        found: "\(axes.map { $0 ?? "nil" })")
    }
    var splits: [Int: Int] = [:]
    for (axis, name) in axes.enumerated() {
      guard let name, let meshAxis = mesh.axisNames.firstIndex(of: name) else { continue }
      guard variable.shape[axis].isMultiple(of: mesh.shape[meshAxis]) else {
        throw StrataError.invalidArgument(
          owner: model.path, argument: "axis \(axis)",
          expected: "a multiple of \(mesh.shape[meshAxis]), the devices along '\(name)'",
          found: "\(variable.shape[axis])")
      }
      splits[axis] = meshAxis
    }
    return Sharding(splits: splits)
  }

  /// - Throws: `StrataError.invalidArgument` if the layout has a key that matches none of a model's weights.
  func requireLayout(fits model: Model) throws {
    let paths = model.weights.map(\.path)
    for entry in layout.layouts.entries where try !paths.contains(where: { try entry.matches($0) }) {
      throw StrataError.invalidArgument(
        owner: model.name, argument: "a key of the layout",
        expected: "the path of a weight, or match one of \(paths.joined(separator: ", "))",
        found: "'\(entry.key)'")
    }
  }
}
