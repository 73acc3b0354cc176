export default {
  title: 'Models & data',
  summary: 'What was recognised in a model, and whether it sees what it should.',
  open: 'Open a model',
  known: 'Known models',
  empty: 'No models yet',
  emptyBody:
    'This page shows what was recognised in a model (family, input, normalisation, quantizers), and your datasets with their images and boxes.',
  reading: 'Reading the model…',
  experiment: 'New experiment with it',
  path: 'File',
  family: 'Family',
  input: 'Input',
  opset: 'Opset',
  parameters: 'Parameters',
  quantizers: 'Quantizers',
  quantizerCount: '{activations} activations, {weights} weights',
}
