export default {
  title: 'TensorRT',
  summary: 'trtexec 的位置，以及用它做新基准测试时的默认选项。',
  duration: '测量时长',
  streams: '流数',
  workspace: '工作空间',
  tf32: 'FP32 层使用 TF32',
  cudaGraph: 'CUDA graph',
  transfers: '计入数据传输',
}
