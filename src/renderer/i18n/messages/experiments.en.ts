import analysis from './experiments/analysis.en.ts'
import data from './experiments/data.en.ts'
import engines from './experiments/engines.en.ts'
import plan from './experiments/plan.en.ts'
import recipe from './experiments/recipe.en.ts'
import search from './experiments/search.en.ts'
import training from './experiments/training.en.ts'
import variants from './experiments/variants.en.ts'

export default {
  title: 'New experiment',
  summary:
    'Choose model, data and variants; the defaults suit the model. The command line does the same in a terminal.',
  what: 'What',
  kind: 'Kind',
  kinds: {
    run: 'Compare variants',
    demo: 'Bundled demo',
    eval: 'Evaluate a model',
    ptq: 'Quantize (PTQ)',
    fp16: 'Convert to FP16',
    qat: 'Fine-tune (QAT)',
    sensitivity: 'Find sensitive layers',
    search: 'Search layers to leave float',
    bench: 'Benchmark in ONNX Runtime',
    trtexec: 'Benchmark in TensorRT',
  },
  kindHelp: {
    run: 'Makes each variant, evaluates and benchmarks it, and compares them.',
    demo: 'The same on the detector and images that come with Quantbench.',
    eval: 'COCO accuracy of one model.',
    ptq: 'Writes an ONNX model with Q/DQ nodes.',
    fp16: 'Writes an ONNX model in half precision; what would overflow stays FP32.',
    qat: 'Trains a quantized model to answer as its float model does, and evaluates after each epoch.',
    sensitivity: 'Which blocks or layers cost the most accuracy when they are quantized.',
    search: 'The cheapest set of float layers that reaches a target, or the best within a budget.',
    bench: 'Latency and FPS of several models, run in turn on this machine.',
    trtexec: 'Builds an engine of every model with trtexec and measures them in turn.',
  },
  recent: 'Recent:',
  reading: 'Reading…',
  model: 'Model',
  modelHint: 'ONNX detector',
  models: 'Models',
  modelsHelp: 'The first is the reference of the ratios.',
  modelNumber: 'Model {number}',
  addModel: 'Add another',
  removeModel: 'Remove model {number}',
  parent: 'Quantized model',
  parentHint: 'ONNX with Q/DQ nodes, made from the model above',
  classes: '{count} class | {count} classes',
  quantizedLayers: '{count} quantized layer | {count} quantized layers',
  noDetector: 'No known detector: only benchmarks and FP16 make sense of it.',
  evaluateInstead: 'Evaluate it',
  benchInstead: 'Benchmark it',
  calibImages: 'Calibration images',
  trainImages: 'Training images',
  moreOptions: 'More options',
  by: 'Unit',
  units: {
    block: 'block',
    layer: 'layer',
  },
  running: 'Running',
  images: 'Images',
  all: 'all',
  batch: 'Batch',
  repeats: 'Benchmark rounds',
  repeatsHelp: '0 leaves the benchmark out.',
  seed: 'Seed',
  out: 'Write the model to',
  outHelp: 'Empty: beside the model it is made from.',
  noTensorRt:
    'This work does not run in TensorRT, so it runs in CUDA on the same GPU. What an engine finds is told by “Evaluate a model”, how fast it is by “Benchmark in TensorRT”.',
  patch: {
    applied: 'The proposed changes are filled in below. Check them, then start.',
    refused: 'The proposed changes could not be read; nothing was filled in.',
  },
  variants,
  data,
  recipe,
  training,
  analysis,
  search,
  engines,
  plan,
}
