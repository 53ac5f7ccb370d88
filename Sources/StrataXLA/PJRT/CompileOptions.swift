/// What a program is compiled for, and how.
public struct CompileOptions: Hashable, Sendable {
  /// A setting of XLA, by the name that it has in the variable `XLA_FLAGS`, without the dashes.
  public enum Flag: Hashable, Sendable {
    case bool(Bool)
    case integer(Int)
    case string(String)
  }

  /// The numbers of the devices that run the program together, each on its part of the tensors; one as a rule.
  public var deviceIDs: [Int]
  /// Settings that hold for this program only. Plugins do not take flags that they do not know.
  public var flags: [String: Flag]

  public init(deviceIDs: [Int], flags: [String: Flag] = [:]) {
    precondition(!deviceIDs.isEmpty, "a program without devices")
    self.deviceIDs = deviceIDs
    self.flags = flags
  }

  /// The options as the message `CompileOptionsProto` of XLA.
  var serialized: [UInt8] {
    var build = ProtocolBuffer()
    // Plugins end the process where one of these two numbers is missing.
    build.append(1, field: BuildField.replicaCount)
    build.append(deviceIDs.count, field: BuildField.partitionCount)
    if deviceIDs.count > 1 { build.append(true, field: BuildField.usesPartitioner) }
    build.append(deviceAssignment, field: BuildField.deviceAssignment)
    if deviceIDs.count > 1 { build.append(true, field: BuildField.usesShardy) }
    var options = ProtocolBuffer()
    options.append(build, field: Field.build)
    for (name, flag) in flags.sorted(by: { $0.key < $1.key }) {
      var entry = ProtocolBuffer()
      entry.append(name, field: MapField.key)
      entry.append(flag.message, field: MapField.value)
      options.append(entry, field: Field.flags)
    }
    return options.bytes
  }

  /// The message `DeviceAssignmentProto`: one replica, and the device of each part.
  private var deviceAssignment: ProtocolBuffer {
    var assignment = ProtocolBuffer()
    assignment.append(1, field: AssignmentField.replicaCount)
    assignment.append(deviceIDs.count, field: AssignmentField.partitionCount)
    for id in deviceIDs {
      var part = ProtocolBuffer()
      part.append([id], field: AssignmentField.devicesOfPart)
      assignment.append(part, field: AssignmentField.part)
    }
    return assignment
  }

  private enum Field {
    static let build = 3
    static let flags = 7
  }

  private enum BuildField {
    static let replicaCount = 4
    static let partitionCount = 5
    static let usesPartitioner = 6
    static let deviceAssignment = 9
    static let usesShardy = 19
  }

  private enum AssignmentField {
    static let replicaCount = 1
    static let partitionCount = 2
    static let part = 3
    static let devicesOfPart = 1
  }

  private enum MapField {
    static let key = 1
    static let value = 2
  }
}

extension CompileOptions.Flag {
  /// The value as the message `OptionOverrideProto`.
  fileprivate var message: ProtocolBuffer {
    var message = ProtocolBuffer()
    switch self {
    case .string(let value): message.append(value, field: 1)
    case .bool(let value): message.append(value, field: 2)
    case .integer(let value): message.append(value, field: 3)
    }
    return message
  }
}
