export default {
  waiting: 'Searching',
  waitingBody:
    'Each set of float layers appears here as soon as it is measured. The costs come first, and an order where some have to stay float.',
  empty: 'Nothing was tried',
  emptyBody: 'The search ended before its first result. Its log says why; it can be resumed from its job.',
  verdict: {
    chosen:
      '{count} float layer is enough: {measure} {value} where the float model has {float}, at a cost of {cost} {unit}. | {count} float layers are enough: {measure} {value} where the float model has {float}, at a cost of {cost} {unit}.',
    nothing:
      'No layer has to stay float: with everything quantized, {measure} is {value} where the float model has {float}.',
    tried: '{count} set measured. | {count} sets measured.',
    soFar:
      'The best so far reaches {measure} {threshold} with {count} float layer. | The best so far reaches {measure} {threshold} with {count} float layers.',
    stopped: 'It was stopped by its limit: this comes nearest to the target.',
    ended:
      'The search ended without a choice after {count} set. | The search ended without a choice after {count} sets.',
  },
  saveCsv: 'Save as CSV',
  use: 'Use this recipe',
  chart: '{measure} against cost',
  costAxis: 'Cost of what is float, {unit}',
  units: { layers: 'layers', flops: 'GMACs', ort: 'ms', engine: 'ms' },
  costSources: {
    layers: 'number of float layers',
    flops: 'multiply-accumulates of the float layers for one image',
    ort: 'latencies measured in ONNX Runtime on this machine',
    engine: 'times of the layers in profiled TensorRT engines',
  },
  float: 'Float',
  target: 'Target {value}',
  budget: 'At most {value}',
  floatLayers: '{count} float layer | {count} float layers',
  choice: 'The choice',
  pointTitle: 'Set {step}',
  leftFloat: 'Float in it',
  noneFloat: 'nothing beside what the recipe leaves float',
  costOf: 'Cost',
  choices: 'Also chosen',
  choiceNames: {
    add: 'additions',
    methods: 'methods by layer',
    bias: 'bias correction',
    adaround: 'AdaRound',
  },
  beyond:
    'Methods and corrections by layer go beyond the form; the run of this set has the command that makes it.',
  run: 'Run',
  open: 'open',
  openRun: 'Open its run',
  set: 'Set',
  table: 'Sets that were tried',
  cost: 'Cost',
  state: 'State',
  states: {
    chosen: 'chosen',
    met: 'meets the target',
    metFront: 'meets it, front',
    front: 'front',
  },
}
