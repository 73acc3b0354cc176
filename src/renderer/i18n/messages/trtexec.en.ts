export default {
  title: 'TensorRT',
  summary: 'Where trtexec is, and what new benchmarks with it start from.',
  duration: 'Measured for',
  streams: 'Streams',
  workspace: 'Workspace',
  tf32: 'TF32 in FP32 layers',
  cudaGraph: 'CUDA graph',
  transfers: 'Count transfers',
}
