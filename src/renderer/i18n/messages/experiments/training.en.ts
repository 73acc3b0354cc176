export default {
  title: 'Fine-tuning',
  preset: 'Schedule',
  presets: {
    short: 'short',
    standard: 'standard',
    long: 'long',
  },
  presetHelp: {
    short: '200 steps.',
    standard: '10 epochs of 200 steps.',
    long: '20 epochs of 500 steps; stops when nothing improves.',
  },
  iters: 'QAT steps',
  epochs: 'Epochs',
  batch: 'Images a step',
  lr: 'Learning rate',
  patience: 'Patience',
  patienceHelp: 'Stops after so many epochs without a better one; 0 never stops early.',
  lsq: 'Learn scales (LSQ)',
  lsqHelp: 'Also trains the scales of activations.',
}
