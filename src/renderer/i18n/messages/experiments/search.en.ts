export default {
  title: 'Target',
  target: 'Reach',
  targets: {
    drop: 'an AP close to FP32',
    agreement: 'an agreement with FP32',
    budget: 'the best within a cost',
  },
  targetHelp: {
    drop: 'With the least cost.',
    agreement: 'With the least cost; needs no annotations.',
    budget: 'The most accurate set that costs no more.',
  },
  figure: {
    drop: 'AP lost at most',
    agreement: 'At least',
    budget: 'At most',
  },
  cost: 'Cost of a float layer',
  costs: {
    layers: 'one each',
    flops: 'its multiply-accumulates',
    ort: 'its time in ONNX Runtime',
  },
  choices: {
    add: 'Also choose how additions are quantized',
    methods: 'Also choose the method block by block',
    bias: 'Also choose bias correction',
    adaround: 'Also choose AdaRound',
  },
  stopEarly: 'Stop at the first set that reaches it',
  stopEarlyHelp: 'Without trying to put single layers back to INT8.',
  maxPoints: 'Sets at most',
  minutes: 'Time at most',
  noLimit: 'no limit',
}
