import type { Version } from './trtexec-version.ts'
import { isAtLeast } from './trtexec-version.ts'

/** A trtexec by its version and, where its help text was read, by the flags that this lists. */
export interface Release extends Version {
  /** Flags without dashes. Packages differ from their release branch now and then; the program itself knows best. */
  readonly listed?: ReadonlySet<string>
}

interface Span {
  /** First release that knows the flags. */
  readonly since: string
  /** First release that does not any more. */
  readonly until?: string
  readonly flags: string
}

/**
 * Which flags trtexec parses, without their dashes: `samples/common/sampleOptions.cpp` on the release branches 7.2 to
 * 11.1 of NVIDIA/TensorRT. Left out are those of the safety-only class (`std`, `serialized`, and `int8` from 11).
 */
const SPANS: readonly Span[] = [
  { since: '7.2', until: '9.0', flags: 'batch deploy maxBatch model output uff uffInput uffNHWC' },
  { since: '7.2', until: '10.0', flags: 'buildOnly explicitBatch minTiming nvtxMode workspace' },
  { since: '7.2', until: '11.0', flags: 'best calib fp16 int8 maxShapesCalib minShapesCalib optShapesCalib' },
  {
    since: '7.2',
    flags: `
      allowGPUFallback avgRuns avgTiming device dumpOutput dumpProfile dumpRefit duration exportOutput
      exportProfile exportTimes exposeDMA help inputIOFormats iterations loadEngine loadInputs maxShapes
      minShapes noBuilderCache noDataTransfers noTF32 onnx optShapes outputIOFormats percentile plugins
      refit safe saveEngine separateProfileRun shapes sleepTime streams tacticSources threads useCudaGraph
      useDLACore useSpinWait verbose warmUp`,
  },
  { since: '8.0', until: '10.0', flags: 'explicitPrecision' },
  { since: '8.0', flags: 'sparsity timeDeserialize timeRefit timingCacheFile' },
  { since: '8.2', until: '11.0', flags: 'precisionConstraints restricted' },
  {
    since: '8.2',
    flags: `
      consistency directIO dumpLayerInfo exportLayerInfo idleTime profilingVerbosity useManagedMemory`,
  },
  { since: '8.4', until: '11.0', flags: 'layerOutputTypes layerPrecisions' },
  { since: '8.4', flags: 'memPoolSize' },
  { since: '8.5', until: '10.0', flags: 'heuristic' },
  { since: '8.5', flags: 'persistentCacheRatio preview' },
  { since: '8.6', until: '10.0', flags: 'nativeInstanceNorm ni' },
  { since: '8.6', until: '11.0', flags: 'fp8' },
  {
    since: '8.6',
    flags: `
      buildDLAStandalone builderOptimizationLevel dumpRawBindingsToFile dynamicPlugins excludeLeanRuntime
      hardwareCompatibilityLevel ignoreParsedPluginLibs infStreams layerDeviceTypes leanDLLPath
      maxAuxStreams setPluginsToSerialize skipInference staticPlugins tempdir tempfileControls useRuntime
      vc versionCompatible`,
  },
  { since: '9.0', until: '11.0', flags: 'bf16 calibProfile' },
  {
    since: '9.0',
    flags: `
      dumpOptimizationProfile errorOnTimingCacheMiss getPlanVersionOnly noCompilationCache profile
      stronglyTyped useProfile`,
  },
  { since: '9.3', until: '11.0', flags: 'weightless' },
  {
    since: '10.0',
    flags: `
      allocationStrategy allowWeightStreaming markDebug pi pluginInstanceNorm saveDebugTensors
      stripWeights weightStreamingBudget`,
  },
  { since: '10.4', until: '11.0', flags: 'int4' },
  { since: '10.4', flags: 'maxTactics runtimePlatform stripAllWeights' },
  { since: '10.7', flags: 'asyncFileReader monitorMemory' },
  { since: '10.8', flags: 'l2LimitForTiling tilingOptimizationLevel' },
  { since: '10.11', flags: 'uint8AsymmetricQuantizationDLA' },
  {
    since: '10.12',
    flags: `
      distributiveIndependence markUnfusedTensorsAsDebugTensors saveAllDebugTensors`,
  },
  { since: '10.13', flags: 'dumpKernelText remoteAutoTuningConfig safetyPlugins' },
  { since: '10.14', flags: 'decomposableAttentions refitFromOnnx' },
  { since: '10.15', flags: 'cpuOnly enablePluginOverride' },
  { since: '10.16', flags: 'adjustForDLA reportCapabilityDLA' },
  { since: '11.0', flags: 'includeDataTransfers noCudaGraph noSpinWait' },
  {
    since: '11.1',
    flags: `
      accuracyAlgorithm accuracyThreshold atol continue dryRun helpBuildRoute loadRefOutputs refPair rtol
      saveAllEngines setBuildRoute tuneBuildRouteFile tuneBuildRoutes tuningCacheFile tuningResultFile
      tuningSearch tuningTimeOut`,
  },
]

const SPAN_BY_FLAG = new Map(
  SPANS.flatMap((span) =>
    span.flags
      .trim()
      .split(/\s+/)
      .map((flag) => [flag, span] as const),
  ),
)

/** Flags that trtexec parses in some release without its help naming them (checked on 8.6, 10.0 and 10.16). */
const UNLISTED = new Set(
  'buildOnly distributiveIndependence explicitBatch explicitPrecision nativeInstanceNorm ni nvtxMode plugins streams'.split(
    ' ',
  ),
)

/**
 * Whether a trtexec knows a flag, given without dashes (`saveEngine`): as its help says where that was read, else as
 * its version does.
 */
export function hasFlag(release: Release, flag: string): boolean {
  const { listed } = release
  if (listed?.has(flag) === true) return true
  return (listed === undefined || UNLISTED.has(flag)) && isInSpan(release, flag)
}

function isInSpan(version: Version, flag: string): boolean {
  const span = SPAN_BY_FLAG.get(flag)
  if (span === undefined || !isAtLeast(version, span.since)) return false
  return span.until === undefined || !isAtLeast(version, span.until)
}

/** All flags of a version, without dashes. */
export function flagsOfVersion(version: Version): string[] {
  return [...SPAN_BY_FLAG.keys()].filter((flag) => isInSpan(version, flag))
}

/** The versions between which a flag exists, for messages: `10.0 to before 11.0`; undefined for an unknown flag. */
export function spanOfFlag(flag: string): string | undefined {
  const span = SPAN_BY_FLAG.get(flag)
  if (span === undefined) return undefined
  return span.until === undefined ? `${span.since} and newer` : `${span.since} to before ${span.until}`
}
