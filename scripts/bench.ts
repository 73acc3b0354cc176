// `npm run bench [-- NAME…]`: the product's own benchmark. Each figure is a ratio to a reference taken in the same run
// wherever there is one, since absolute times depend on the machine and on what else it does.
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { benchAmaxSearch } from './bench/amax-search.ts'
import { benchCocoEvaluation } from './bench/coco-evaluation.ts'
import { benchDatasetReading } from './bench/dataset-reading.ts'
import { benchDecode } from './bench/decode.ts'
import { benchEngine } from './bench/engine.ts'
import { benchInterface } from './bench/interface.ts'
import { benchNms } from './bench/nms.ts'
import { benchPipeline } from './bench/pipeline.ts'
import { benchRunStore } from './bench/run-store.ts'
import { benchTraining } from './bench/training.ts'

interface Benchmark {
  title: string
  /** What is aimed at. */
  goal: string
  measure: () => Promise<unknown>
}

const BENCHMARKS: Record<string, Benchmark> = {
  pipeline: {
    title: 'evaluation and calibration over bare forward time',
    goal: 'evaluation ≤ 1.5, calibration ≤ 1.8, peak memory with 20 and 80 images equal',
    measure: () => benchPipeline(),
  },
  amax: { title: 'amax search, four methods', goal: '≤ 2 s for YOLOv5n', measure: benchAmaxSearch },
  coco: {
    title: 'COCO evaluation from files to statistics',
    goal: '5,000 images, 36,000 boxes, 500,000 detections in ≤ 3 s and ≤ 600 MB',
    measure: benchCocoEvaluation,
  },
  nms: { title: 'NMS of a raw 25200 × 85 output at confidence 0.001', goal: 'a few ms', measure: benchNms },
  dataset: {
    title: 'reading annotation files',
    goal: '≥ 150 MB/s, flat memory',
    measure: benchDatasetReading,
  },
  decode: {
    title: 'decode, letterbox and normalise',
    goal: 'resize and normalise ≤ 6 ms',
    measure: () => benchDecode(),
  },
  training: {
    title: 'a step of fine-tuning YOLOv5n, batch 4 at 640, over a bare forward pass of the batch',
    goal: '≤ 0.75 s on two cores, ≤ 2 GB',
    measure: benchTraining,
  },
  engine: {
    title: 'the engine as its clients feel it, ms',
    goal: 'start to first answer < 1 s, event to client < 50 ms, lists ≤ 100 ms',
    measure: benchEngine,
  },
  interface: {
    title: 'the interface as its users feel it, in Chromium with 5,000 runs',
    goal:
      'filter and sort < 100 ms, scrolling ≥ 50 fps, 200 runs compared < 1 s, 1,500 nodes laid out < 3 s, ' +
      'dragging ≥ 30 fps, first paint < 1 s and < 400 kB gzipped, no growth in the gallery',
    measure: () => benchInterface(),
  },
  store: {
    title: 'lists over 5,000 runs',
    goal: 'lists ≤ 100 ms, a queue of 10,000 jobs ≤ 20 ms, opening ≤ 100 ms',
    measure: benchRunStore,
  },
}

function wanted(names: readonly string[]): [string, Benchmark][] {
  const unknown = names.find((name) => !(name in BENCHMARKS))
  if (unknown !== undefined) {
    console.error(`USAGE: expected ${Object.keys(BENCHMARKS).join(', ')}, got ${unknown}.`)
    process.exit(2)
  }
  return Object.entries(BENCHMARKS).filter(([name]) => names.length === 0 || names.includes(name))
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value
}

const [processor] = cpus()
const names = process.argv.slice(2)
if (names[0] === '--measure') {
  const [[, { measure }]] = wanted(names.slice(1))
  const result = await measure()
  console.log(
    result === null
      ? '  skipped: what it measures is missing here (reference detector: QUANTBENCH_REFERENCE; Chromium)'
      : JSON.stringify(result, rounded, 2),
  )
} else {
  console.log(`${processor?.model.trim()}, ${availableParallelism()} cores, Node ${process.versions.node}`)
  for (const [name, { title, goal }] of wanted(names)) {
    console.log(`\n${name}: ${title}\n  goal: ${goal}`)
    // Each in a process of its own, so that none starts with another's memory.
    spawnSync(process.execPath, [import.meta.filename, '--measure', name], { stdio: 'inherit' })
  }
}
