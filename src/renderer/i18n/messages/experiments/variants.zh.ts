export default {
  title: '变体',
  variant: '变体',
  make: '生成',
  thenQat: '再做 QAT',
  whatItIs: '说明',
  notes: {
    fp32: '原始模型，作为基线',
    fp16: '半精度，INT8 需要超过的对象',
    max: 'amax 取最大值',
    percentile: 'amax 取 99.99 百分位',
    mse: 'amax 取均方误差最小值',
    entropy: 'amax 按 TensorRT 的熵校准器选取',
    qat: '从精度最低的 PTQ 变体开始微调',
  },
  more: '其他变体',
  moreHelp: '按命令行的写法，用逗号分隔。',
}
