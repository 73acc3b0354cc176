export default {
  title: 'Home',
  summary: 'What runs, what came out last, and what this machine offers.',
  summaryNew:
    'Quantbench quantizes an ONNX object detector to INT8 and measures what it costs in accuracy and gains in speed.',
  start: 'Start',
  running: 'Running now',
  recent: 'Recent runs',
  allRuns: 'All {count} runs',
  noRuns: 'No runs yet. The demo makes four in a few minutes.',
  demo: 'Try the bundled demo',
  demoBody:
    'FP32, FP16, PTQ and QAT of a small detector on bundled images, compared; a few minutes on a CPU.',
  openModel: 'Open a model',
  openModelBody: 'An ONNX detector: its family, input, normalisation and quantizers are recognised.',
  continue: 'Compare the latest experiment',
  continueBody: 'Accuracy against speed of the variants that it made.',
  machine: 'This machine',
  machineMore: 'What is missing and how to get it',
}
