import type { Store } from '../../../../../src/main/runs/store.ts'
import { addDataset, addModel, addRun, temporaryStore } from '../../../runs/temporary-store.ts'

/** A store as a main job leaves it: a head, a float run and a quantized one, benchmarked on the CPU. */
export interface MainJobHome {
  store: Store
  home: string
  head: string
  float: string
  quantized: string
}

export const SPEED_NOTE = 'INT8 on the CPU does not predict TensorRT.'

const nms = { confidence: 0.001, iou: 0.65 }
const benchmark = { backend: 'onnxruntime', provider: 'cpu', threads: 2 }

/** Fills a store of its own. */
export async function mainJobHome(): Promise<MainJobHome> {
  const store = temporaryStore()
  const model = addModel(store, 'yolo')
  const datasets = [{ id: addDataset(store), role: 'evaluation' as const }]
  const common = {
    modelSha256: model,
    datasets,
    argv: ['run', 'yolo.onnx', '--data', 'my data'],
    environment: { cwd: '/work', cores: 2 },
  }
  const head = addRun(store, { ...common, kind: 'main', name: 'yolo on coco-mini' })
  store.runs.update(head, { groupId: head })
  const float = addRun(
    store,
    { ...common, kind: 'fp32', name: 'yolo fp32', groupId: head, parameters: { nms, batch: 1, benchmark } },
    [
      { name: 'AP', value: 0.32 },
      { name: 'AP50', value: 0.51 },
      { name: 'APl', value: -1 },
      { name: 'FPS', value: 20, unit: 'FPS' },
      { name: 'latency mean', value: 50, unit: 'ms' },
    ],
  )
  const quantized = addRun(
    store,
    {
      ...common,
      name: 'yolo ptq:mse',
      groupId: head,
      parentId: float,
      tags: ['good'],
      parameters: { nms, batch: 1, benchmark, recipe: { method: 'mse' } },
    },
    [
      { name: 'AP', value: 0.31 },
      { name: 'AP50', value: 0.515 },
      { name: 'agreement', value: 0.9 },
      { name: 'FPS', value: 25, unit: 'FPS' },
      { name: 'latency mean', value: 40, unit: 'ms' },
    ],
  )
  store.classMetrics.put(quantized, [{ id: 1, name: 'person', values: { AP: 0.4, AP50: 0.6 } }])
  store.events.append(quantized, [{ level: 'info', kind: 'benchmark', message: SPEED_NOTE }])
  await store.artifacts.putBytes(
    { runId: quantized, role: 'output', name: 'q.onnx', kind: 'model' },
    'weights',
  )
  return { store, home: store.home, head, float, quantized }
}
