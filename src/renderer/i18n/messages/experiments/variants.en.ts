export default {
  title: 'Variants',
  variant: 'Variant',
  make: 'Make',
  thenQat: 'then QAT',
  whatItIs: 'What it is',
  notes: {
    fp32: 'the model as it is: the baseline',
    fp16: 'half precision: what INT8 has to beat',
    max: 'amax from the largest value',
    percentile: 'amax from the 99.99th percentile',
    mse: 'amax with the least squared error',
    entropy: "amax as TensorRT's calibrator chooses it",
    qat: 'fine-tuned from the least accurate PTQ variant',
  },
  more: 'Further variants',
  moreHelp: 'As the command line names them, separated by commas.',
}
