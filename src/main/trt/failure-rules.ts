/** Ways in which trtexec fails that have an explanation. */
export type FailureKind =
  | 'unknown-option'
  | 'strongly-typed-flags'
  | 'no-gpu'
  | 'cuda-version'
  | 'missing-library'
  | 'out-of-memory'
  | 'qdq-asymmetric'
  | 'qdq-scale'
  | 'qdq-channels'
  | 'qdq-bias'
  | 'missing-plugin'
  | 'unsupported-operator'
  | 'no-implementation'
  | 'shapes'
  | 'calibration'
  | 'engine-version'
  | 'file'
  | 'unexplained'

/** A text that tells a cause. */
export interface FailureRule {
  readonly kind: FailureKind
  readonly pattern: RegExp
  /** `found` is what the pattern's first group matched. */
  readonly explain: (found: string) => string
  readonly wayOut: string
}

/**
 * Causes first: one failure leaves many lines, and an earlier rule wins over a later. The texts are those of trtexec
 * (sampleOptions.cpp, sampleDevice.cpp), the ONNX importer (importerUtils.cpp, onnxOpImporters.cpp) and the CUDA runtime.
 */
export const FAILURE_RULES: readonly FailureRule[] = [
  {
    kind: 'unknown-option',
    pattern: /Unknown option: (\S+)/,
    explain: (flag) => `This trtexec does not know the option ${flag}`,
    wayOut: 'Set the version of trtexec that is really installed, or leave the option out.',
  },
  {
    kind: 'strongly-typed-flags',
    pattern:
      /!config\.getFlag\(BuilderFlag::k\w+\)|usingStronglyTyped|strongly typed network|--stronglyTyped cannot be both set/i,
    explain: () =>
      'A strongly typed network takes its types from the ONNX; --fp16, --int8 and --best contradict it',
    wayOut:
      'Leave the precision flags out and build the FP16-converted Q/DQ model (`quantbench ptq … --fp16`).',
  },
  {
    kind: 'cuda-version',
    pattern:
      /CUDA driver version is insufficient|initialization failure with error: 35|(?:system has unsupported display driver|forward compatibility was attempted)|no kernel image is available|Target GPU SM (\d+) is not supported/i,
    explain: (sm) =>
      sm === ''
        ? 'The NVIDIA driver is older than the CUDA that this TensorRT was built for, or does not fit the GPU'
        : `This TensorRT does not support GPUs of compute capability ${sm}`,
    wayOut: 'Update the NVIDIA driver, or use a TensorRT release made for this GPU and driver.',
  },
  {
    kind: 'no-gpu',
    pattern:
      /no CUDA-capable device|Cannot find (?:any|CUDA|device)|Cuda failure:? (?:100|unknown error)|CUDA initialization failure/i,
    explain: () => 'No NVIDIA GPU can be used on this machine',
    wayOut: 'Check `nvidia-smi`, in a container the option `--gpus all`, and the device number.',
  },
  {
    kind: 'missing-library',
    pattern: /error while loading shared libraries: (\S+?):|Unable to load library:? (\S+)/,
    explain: (library) => `The library ${library || 'that trtexec needs'} is missing`,
    wayOut: "Add TensorRT's lib folder to LD_LIBRARY_PATH, or install the package that holds the library.",
  },
  {
    kind: 'qdq-asymmetric',
    pattern:
      /TensorRT only supports symmetric quantization|non-zero zero[- ]?point|zero[_ -]?points? (?:must|should) be (?:all )?zero|UINT8 zero ?point/i,
    explain: () => 'A quantizer of the model is not symmetric: its zero point is not 0 or not int8',
    wayOut: 'Quantize with symmetric int8 (`quantbench ptq` does); ONNX Runtime defaults to uint8.',
  },
  {
    kind: 'qdq-scale',
    pattern: /Scale coefficients must all be positive/,
    explain: () => 'A quantizer of the model has a scale of zero or below',
    wayOut: 'Calibrate again with images that reach the layer, or exclude the layer.',
  },
  {
    kind: 'qdq-channels',
    pattern: /The number of scales is not equal to the number of output channels/,
    explain: () => 'A weight quantizer has not one scale for each output channel',
    wayOut: 'Quantize weights along output channels: axis 0 of Conv, axis 1 of ConvTranspose.',
  },
  {
    kind: 'qdq-bias',
    pattern: /only activation types allowed as input to this layer/,
    explain: () => 'The model quantizes something to a type that TensorRT does not, as biases to int32',
    wayOut:
      'Quantize without biases (`quantbench ptq` does; ONNX Runtime quantizes them unless told not to).',
  },
  {
    kind: 'out-of-memory',
    pattern:
      /Error Code 2: OutOfMemory|out of memory|could not be allocated|std::bad_alloc|insufficient memory/i,
    explain: () => 'The GPU ran out of memory',
    wayOut: 'Close other programs on the GPU, lower the batch size or give a smaller --workspace.',
  },
  {
    kind: 'no-implementation',
    pattern: /Could not find any implementation for node (.+?)\.?\)?$/,
    explain: (node) => `TensorRT has no kernel for ${node}, often because the workspace is too small`,
    wayOut: 'Give a larger workspace, allow FP16 beside INT8, or exclude the layer from quantization.',
  },
  {
    kind: 'shapes',
    pattern:
      /(Dynamic dimensions required for input|Static dimension mismatch|not satisfied by the optimization profile|does not satisfy any optimization profiles|Shapes? (?:given )?mismatch)/i,
    explain: () => 'The shapes do not fit the inputs of the model or the profile of the engine',
    wayOut: 'Give minimum, optimum and maximum shapes that the model takes and that hold the measured one.',
  },
  {
    kind: 'calibration',
    pattern:
      /(Calibration failure|Could not find scales for tensor|no calibration (?:data|cache)|Calibration table does not match)/i,
    explain: () => 'The calibration cache does not fit the model',
    wayOut: 'Write the cache anew from this very model, with its tensor names.',
  },
  {
    kind: 'engine-version',
    pattern:
      /(Version tag does not match|Serialization assertion .* failed|incompatible (?:device|engine|serialization)|engine plan file is (?:not compatible|generated))/i,
    explain: () => 'The engine was built by another TensorRT or for another GPU',
    wayOut: 'Build the engine again on this machine.',
  },
  {
    kind: 'file',
    pattern:
      /((?:Could not open|Cannot open|Error opening|Could not read|Unable to open|Failed to open) (?:file |engine file:? ?)?.*|No such file or directory.*)/i,
    explain: (what) => `A file could not be read: ${what}`,
    wayOut: 'Check the path and its permissions.',
  },
]
