import { describe, expect, it } from 'vitest'
import { explainFailure } from '../../../src/main/trt/log-failure.ts'
import { parseLogLine } from '../../../src/main/trt/log-line.ts'

function explain(...lines: string[]) {
  return explainFailure(lines.map(parseLogLine))
}

describe('failures of trtexec', () => {
  it.each([
    ['unknown-option', '[E] Unknown option: --fp16 ', '--fp16'],
    [
      'strongly-typed-flags',
      '[E] [TRT] IBuilder::buildSerializedNetwork: Error Code 3: API Usage Error (Parameter check failed, condition: !config.getFlag(BuilderFlag::kFP16).',
      'types from the ONNX',
    ],
    [
      'strongly-typed-flags',
      '[E] --best and --stronglyTyped cannot be both set. --best enables implicit precisions',
      'types from the ONNX',
    ],
    [
      'qdq-bias',
      '[E] [TRT] Error Code 4: API Usage Error (DequantizeLinear: only activation types allowed as input to this layer.)',
      'biases',
    ],
    [
      'calibration',
      '[E] [TRT] 4: Error Code 4: Internal Error (Calibration table does not match calibrator algorithm type.)',
      'calibration cache',
    ],
    ['cuda-version', 'Cuda failure: CUDA driver version is insufficient for CUDA runtime version', 'driver'],
    [
      'cuda-version',
      '[E] [TRT] CUDA initialization failure with error: 35. Please check your CUDA installation',
      'driver',
    ],
    [
      'cuda-version',
      '[E] [TRT] IBuilder::buildSerializedNetwork: Error Code 9: Skipping. Target GPU SM 61 is not supported by this TensorRT release.',
      'compute capability 61',
    ],
    ['no-gpu', 'Cuda failure: no CUDA-capable device is detected', 'No NVIDIA GPU'],
    ['no-gpu', '[E] Cannot find device ID 3!', 'No NVIDIA GPU'],
    [
      'missing-library',
      'trtexec: error while loading shared libraries: libnvinfer.so.10: cannot open shared object file: No such file or directory',
      'libnvinfer.so.10',
    ],
    [
      'out-of-memory',
      '[E] [TRT] 2: [virtualMemoryBuffer.cpp::resizePhysical::145] Error Code 2: OutOfMemory (no further information)',
      'out of memory',
    ],
    [
      'out-of-memory',
      '[E] Error[1]: [defaultAllocator.cpp::allocate::19] Error Code 1: Cuda Runtime (out of memory)',
      'out of memory',
    ],
    [
      'qdq-asymmetric',
      '[E] [TRT] ModelImporter.cpp:726: ERROR: TensorRT only supports symmetric quantization. The zero point for the QuantizeLinear/DequantizeLinear operator must be all zeros.',
      'not symmetric',
    ],
    [
      'qdq-scale',
      '[E] [TRT] In node 3: Assertion failed: Scale coefficients must all be positive',
      'scale of zero',
    ],
    [
      'qdq-channels',
      '[E] [TRT] The number of scales is not equal to the number of output channels',
      'output channel',
    ],
    [
      'no-implementation',
      '[E] [TRT] 10: [optimizer.cpp::computeCosts::3728] Error Code 10: Internal Error (Could not find any implementation for node {ForeignNode[a...b]}.)',
      '{ForeignNode[a...b]}',
    ],
    ['shapes', '[E] Static dimension mismatch while setting input shape.', 'shapes'],
    [
      'engine-version',
      '[E] [TRT] 1: [stdArchiveReader.cpp] Error Code 1: Serialization (Serialization assertion stdVersionRead == serializationVersion failed.Version tag does not match.)',
      'another TensorRT',
    ],
    ['file', '[E] Could not open file m.onnx', 'm.onnx'],
    ['unexplained', '[E] The moon is full', 'The moon is full'],
  ])('%s: %s', (kind, line, explanation) => {
    const failure = explain(
      '[07/07/2026-02:10:45] [I] === Model Options ===',
      line,
      '[E] Engine set up failed',
    )
    expect(failure.kind).toBe(kind)
    expect(failure.explanation).toContain(explanation)
    expect(failure.wayOut).toMatch(/\.$/)
    expect(parseLogLine(line).text).toContain(failure.line)
  })

  it('is not misled by the help that a wrong option brings up', () => {
    const failure = explain(
      '=== Build Options ===',
      '  --stronglyTyped                    Create a strongly typed network. (default = disabled)',
      '[E] Unknown option: --fp99 ',
    )
    expect(failure.kind).toBe('unknown-option')
    const other = explain('  --stronglyTyped    Create a strongly typed network.', '[E] Invalid value')
    expect(other).toMatchObject({ kind: 'unexplained', line: 'Invalid value' })
  })

  it('hears of a missing GPU, which is said as an information', () => {
    expect(
      explain('[I] === Device Information ===', '[I] Cannot find any available devices (GPUs)!').kind,
    ).toBe('no-gpu')
  })

  it('tells an operator of ONNX from a plugin', () => {
    const lines = (name: string) => [
      `[I] [TRT] No importer registered for op: ${name}. Attempting to import as plugin.`,
      `[E] [TRT] 3: getPluginCreator could not find plugin: ${name} version: 1`,
      '[8] Assertion failed: creator && "Plugin not found, are the plugin name, version, and namespace correct?"',
    ]
    expect(explain(...lines('Round'))).toMatchObject({
      kind: 'unsupported-operator',
      explanation: 'This TensorRT does not support the operator Round',
    })
    expect(explain(...lines('DCNv2_TRT'))).toMatchObject({
      kind: 'missing-plugin',
      explanation: 'The model needs the plugin DCNv2_TRT, which is not loaded',
    })
  })

  it('finds the plugin where only the node dump names it', () => {
    const failure = explain(
      '[E] [TRT] ModelImporter.cpp:780: While parsing node number 4 [ScatterBEV -> "479"]:',
      '[E] [TRT] Assertion failed: creator && "Plugin not found, are the plugin name right?"',
    )
    expect(failure.explanation).toContain('ScatterBEV')
  })

  it('does not blame skipped tactics that are only warned of', () => {
    const warning = '[W] [TRT] Skipping tactic 0 due to insufficient memory on requested size of 2688'
    expect(explain(warning, '[E] Unknown option: --best').kind).toBe('unknown-option')
    expect(explain(warning, '[E] Engine set up failed').kind).toBe('out-of-memory')
  })

  it('has an answer for an empty log', () => {
    expect(explain()).toMatchObject({ kind: 'unexplained', line: '' })
  })
})
