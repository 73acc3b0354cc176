import { onUnmounted, ref, shallowRef, watch } from 'vue'
import type { DrawnGraph } from './collapse.ts'
import type { LayoutResult } from './layout.ts'
import { nodeSize } from './node-size.ts'

/** A graph with its positions. */
export interface LaidOut {
  graph: DrawnGraph
  layout: LayoutResult
}

/** Positions of a graph, worked out in a thread; a newer graph ends the work on an older one. */
export function useLayout(graph: () => DrawnGraph | null) {
  const laidOut = shallowRef<LaidOut | null>(null)
  const busy = ref(false)
  const failed = ref(false)
  let worker: Worker | null = null

  function stop(): void {
    worker?.terminate()
    worker = null
    busy.value = false
  }

  function start(drawn: DrawnGraph): void {
    stop()
    busy.value = true
    failed.value = false
    worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<LayoutResult>) => {
      laidOut.value = { graph: drawn, layout: data }
      stop()
    }
    worker.onerror = () => {
      failed.value = true
      stop()
    }
    worker.postMessage({
      nodes: drawn.nodes.map((node) => ({ id: node.id, ...nodeSize(node) })),
      edges: drawn.edges.map(({ id, from, to }) => ({ id, from, to })),
    })
  }

  watch(
    graph,
    (drawn) => {
      if (drawn === null) stop()
      else start(drawn)
    },
    { immediate: true },
  )
  onUnmounted(stop)
  return { laidOut, busy, failed, cancel: stop }
}
