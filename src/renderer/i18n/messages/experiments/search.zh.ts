export default {
  title: '目标',
  target: '要达到',
  targets: {
    drop: '接近 FP32 的 AP',
    agreement: '与 FP32 的一致性',
    budget: '代价上限内的最优',
  },
  targetHelp: {
    drop: '以最小代价达到。',
    agreement: '以最小代价达到；不需要标注。',
    budget: '代价不超过上限的组合中精度最高者。',
  },
  figure: {
    drop: 'AP 损失不超过',
    agreement: '不低于',
    budget: '不超过',
  },
  cost: '浮点层的代价',
  costs: {
    layers: '每层计 1',
    flops: '该层的乘加次数',
    ort: '该层在 ONNX Runtime 中的耗时',
  },
  choices: {
    add: '同时选择相加的量化方式',
    methods: '同时逐模块选择校准方法',
    bias: '同时选择偏置校正',
    adaround: '同时选择 AdaRound',
  },
  stopEarly: '达到目标后立即停止',
  stopEarlyHelp: '不再尝试把单个层改回 INT8。',
  maxPoints: '组合数上限',
  minutes: '时间上限',
  noLimit: '不限',
}
