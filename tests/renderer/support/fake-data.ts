import type { Job, JobDetail } from '../../../src/shared/contract/job.ts'
import type { RunDetail, RunKind, RunSummary } from '../../../src/shared/contract/run.ts'

/** A moment that all made-up times are counted back from. */
export const NOW = Date.now()
const MINUTE = 60_000

const sha = (seed: string) =>
  Array.from({ length: 64 }, (_, index) =>
    ((seed.charCodeAt(index % seed.length) * 7 + index * 5) % 16).toString(16),
  ).join('')

interface Variant {
  kind: RunKind
  label: string
  AP: number
  FPS: number
  size: number
}

const VARIANTS: Variant[] = [
  { kind: 'fp32', label: 'fp32', AP: 0.2802, FPS: 38.4, size: 7.46 },
  { kind: 'fp16', label: 'fp16', AP: 0.2801, FPS: 61.2, size: 3.84 },
  { kind: 'ptq', label: 'ptq:mse', AP: 0.2731, FPS: 88.1, size: 2.03 },
  { kind: 'ptq', label: 'ptq:max', AP: 0.2664, FPS: 88.4, size: 2.03 },
  { kind: 'ptq', label: 'ptq:entropy', AP: 0.2719, FPS: 87.9, size: 2.03 },
  { kind: 'qat', label: 'qat', AP: 0.2789, FPS: 87.6, size: 2.05 },
]
const MODELS = ['yolov5n.onnx', 'yolov7-tiny.onnx', 'yolov8n.onnx', 'demo-detector.onnx']

const figuresOf = ({ AP, FPS, size }: Variant, shift: number) => ({
  AP: AP + shift,
  AP50: AP * 1.62 + shift,
  APs: AP * 0.52 + shift,
  APm: AP * 1.12 + shift,
  APl: AP * 1.38 + shift,
  agreement: Math.min(1, 0.7 + AP),
  FPS: FPS * (1 + shift),
  'latency mean': 1000 / (FPS * (1 + shift)),
  'latency p50': 995 / (FPS * (1 + shift)),
  'latency p99': 1300 / (FPS * (1 + shift)),
  'latency deviation': 18 / FPS,
  size,
})

const UNITS: Record<string, string> = { FPS: 'FPS', size: 'MB' }
export const unitOf = (name: string) => UNITS[name] ?? (name.startsWith('latency') ? 'ms' : '')

/** Runs in groups of six variants, the newest first. */
export function fakeRuns(count: number): RunSummary[] {
  const runs = Array.from({ length: count }, (_, index): RunSummary => {
    const group = Math.floor(index / VARIANTS.length)
    const variant = VARIANTS[index % VARIANTS.length]
    const model = MODELS[group % MODELS.length]
    const id = `r${String(count - index).padStart(6, '0')}-7xk2`
    const created = NOW - (count - index) * 7 * MINUTE
    const file = { sha256: sha(model), name: model, family: 'yolov5', path: `/data/models/${model}` }
    return {
      id,
      kind: variant.kind,
      name: `${model} ${variant.label}`,
      status: index % 41 === 40 ? 'failed' : 'done',
      parentId:
        variant.kind === 'fp32' ? null : `r${String(count - group * VARIANTS.length).padStart(6, '0')}-7xk2`,
      lostParent: null,
      groupId: `group-${group}`,
      model: file,
      outputModel: variant.kind === 'fp32' ? null : { ...file, sha256: sha(`${model} ${variant.label}`) },
      createdAt: created,
      startedAt: created,
      finishedAt: created + 95_000,
      error: null,
      favourite: index % 13 === 2,
      folder: group % 3 === 0 ? 'release 1.4' : '',
      notes: '',
      tags: group % 4 === 0 ? ['orin', 'candidate'] : group % 4 === 1 ? ['baseline'] : [],
      metrics: figuresOf(variant, ((group * 37) % 11) / 900),
    }
  })
  return runs.reverse()
}

export function fakeRunDetail(run: RunSummary, runs: readonly RunSummary[]): RunDetail {
  const parent = runs.find(({ id }) => id === run.parentId)
  return {
    ...run,
    argv: ['run', run.model?.path ?? ''],
    command: `quantbench ptq ${run.model?.path ?? ''} --calib /data/coco/train2017 --method mse --out model-int8.onnx --seed 0`,
    parameters: { method: 'mse', batch: 8, rules: true },
    environment: { onnxruntime: '1.30.0', device: 'cpu' },
    datasets: [],
    figures: Object.entries(run.metrics).map(([name, value]) => ({
      name,
      value,
      unit: unitOf(name),
      better: /latency|size/.test(name) ? ('lower' as const) : ('higher' as const),
    })),
    classes: [],
    artifacts: [],
    series: run.kind === 'qat' ? ['loss', 'AP', 'agreement'] : [],
    curves: [],
    ancestors: parent === undefined ? [] : [parent],
    descendants: runs.filter(({ parentId }) => parentId === run.id).slice(0, 5),
    jobId: 'job-running',
  }
}

const job = (changes: Partial<Job> & Pick<Job, 'id' | 'title' | 'state'>): Job => ({
  kind: 'run',
  priority: 0,
  gpu: false,
  cpu: 1,
  resumable: true,
  waits: 0,
  attempt: 1,
  resume: false,
  intent: null,
  originId: null,
  failedBy: null,
  createdAt: NOW - 40 * MINUTE,
  startedAt: NOW - 22 * MINUTE,
  finishedAt: null,
  error: null,
  progress: null,
  ...changes,
})

export function fakeJobs(): { queue: Job[]; history: Job[] } {
  return {
    queue: [
      job({
        id: 'job-running',
        title: 'Compare variants of yolov5n.onnx on coco-mini',
        state: 'running',
        progress: {
          task: 'run',
          phase: 'train',
          label: 'qat',
          detail: 'loss 0.0412',
          done: 742,
          total: 2000,
          unit: 'steps',
          rate: 3.4,
          etaSeconds: 370,
        },
      }),
      job({ id: 'job-q1', title: 'Quantize yolov7-tiny.onnx (entropy)', state: 'queued', startedAt: null }),
      job({
        id: 'job-q2',
        title: 'Evaluate yolov7-tiny-int8.onnx',
        kind: 'eval',
        state: 'queued',
        startedAt: null,
        waits: 1,
      }),
      job({
        id: 'job-q3',
        title: 'Benchmark of 4 models',
        kind: 'bench',
        state: 'queued',
        startedAt: null,
        gpu: true,
      }),
    ],
    history: [
      job({
        id: 'job-failed',
        title: 'Compare variants of broken.onnx',
        state: 'failed',
        finishedAt: NOW - 30 * MINUTE,
        error: {
          code: 'MODEL_OPERATOR',
          message: 'Expected operators of opset 11 to 22, got DeformConv in node /model.12/dcn',
          wayOut: 'Exclude the layer with --exclude, or export the model without it.',
        },
      }),
      job({
        id: 'job-done',
        title: 'Demo on the bundled detector',
        kind: 'demo',
        state: 'done',
        finishedAt: NOW - 65 * MINUTE,
      }),
      job({
        id: 'job-cancelled',
        title: 'Evaluate yolov8n.onnx',
        kind: 'eval',
        state: 'cancelled',
        finishedAt: NOW - 90 * MINUTE,
      }),
    ],
  }
}

export function fakeJobDetail(of: Job, runIds: string[]): JobDetail {
  return {
    ...of,
    argv: ['run', '/data/models/yolov5n.onnx'],
    command:
      'quantbench run /data/models/yolov5n.onnx --calib /data/coco --data /data/coco --variants fp32,fp16,ptq:mse,qat',
    cwd: '/home/user',
    inputs: [{ role: 'model', path: '/data/models/yolov5n.onnx', sha256: sha('m'), size: 7_460_000 }],
    needs: [],
    attempts:
      of.state === 'queued'
        ? []
        : [
            {
              number: 1,
              outcome: of.state === 'failed' ? 'failed' : of.state === 'done' ? 'done' : null,
              resumed: false,
              startedAt: of.startedAt ?? NOW,
              finishedAt: of.finishedAt,
              exitCode: of.state === 'failed' ? 1 : null,
              exitSignal: null,
              error: of.error,
              lastLines:
                of.state === 'failed'
                  ? ['reading broken.onnx', 'MODEL_OPERATOR: Expected operators of opset 11 to 22']
                  : [],
              result: null,
              runs: of.state === 'running' || of.state === 'done' ? runIds : [],
            },
          ],
    experiment: null,
  }
}
