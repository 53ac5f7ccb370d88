import ArgumentParser
import Strata

/// The option `--device`.
struct DeviceOptions: ParsableArguments {
  @Option(
    help: """
      Where to compute: cpu, or through XLA on xla (the processor), gpu:0, gpu:1, … or tpu:0. Several share each \
      batch, as gpu:0,gpu:1.
      """,
    transform: { text in
      guard let device = Device(name: text) else {
        throw ValidationError(
          "devices are called cpu, xla, gpu:0, gpu:1, … or tpu:0; several have commas between them.")
      }
      return device
    })
  var device = Device.cpu
}
