import { layoutGraph, type LayoutRequest } from './layout.ts'

// A thread of its own: large graphs take seconds, and the page goes on meanwhile.
self.onmessage = ({ data }: MessageEvent<LayoutRequest>) => self.postMessage(layoutGraph(data))
