export default {
  title: '微调',
  preset: '训练方案',
  presets: {
    short: '短',
    standard: '标准',
    long: '长',
  },
  presetHelp: {
    short: '200 步。',
    standard: '10 个 epoch，每个 200 步。',
    long: '20 个 epoch，每个 500 步；不再提升时停止。',
  },
  iters: 'QAT 步数',
  epochs: 'Epoch 数',
  batch: '每步图像数',
  lr: '学习率',
  patience: '早停轮数',
  patienceHelp: '连续多少个 epoch 没有提升时停止；0 表示不早停。',
  lsq: '学习 scale（LSQ）',
  lsqHelp: '同时训练激活的 scale。',
}
