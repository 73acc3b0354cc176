import type { PhrasesByRule } from './rule-phrases.ts'

/** What is wrong with the model itself: operators, versions, broken values. */
export const MODEL_RULES_ZH: PhrasesByRule = {
  plugins: {
    title: '需要插件的算子',
    sentences: {
      '{n|node} of operators that need a plugin': '{n} 个节点的算子需要插件',
      'ONNX Runtime cannot run them, so the model can be neither calibrated nor evaluated here, and TensorRT takes it only with the plugin at hand.':
        'ONNX Runtime 无法运行这些算子，因此模型在此既不能校准也不能评估；TensorRT 也必须有对应插件才能接受。',
      'Export without them, and add them behind quantization.': '导出时不带这些算子，量化之后再加上。',
      '{n|node} of operators that only ONNX Runtime has': '{n} 个节点的算子只有 ONNX Runtime 支持',
      'TensorRT does not know them, and quantization leaves them as they are.':
        'TensorRT 不认识这些算子，量化也不会改动它们。',
      'Export without optimisations of ONNX Runtime.': '导出时不要做 ONNX Runtime 的图优化。',
      'nodes of this operator': '该算子的节点数',
    },
  },
  opset: {
    title: '算子集版本过旧',
    sentences: {
      'opset {found}, where quantizers need {first}': 'opset 为 {found}，量化节点需要 {first}',
      'version of the standard operators': '标准算子集版本',
      'Scales for each channel came with opset {first}, half-precision scales with 19.':
        '逐通道 scale 从 opset {first} 起支持，半精度 scale 从 19 起支持。',
      'Scales for each channel came with opset {first}, half-precision scales with 19. The upgrade fails: {problem}.':
        '逐通道 scale 从 opset {first} 起支持，半精度 scale 从 19 起支持。升级失败：{problem}。',
      'Export again with opset 13 to 17.': '请以 opset 13～17 重新导出。',
      'It is brought to opset 13 before quantization; better export again with opset 13 to 17.':
        '量化前会自动升级到 opset 13；最好以 opset 13～17 重新导出。',
    },
  },
  'refused-quantizers': {
    title: 'TensorRT 拒绝的量化节点：非对称零点等',
    sentences: {
      '{n|quantizer} with a zero point other than 0 or an unsigned type':
        '{n} 个量化节点的零点不为 0 或为无符号类型',
      'TensorRT only supports symmetric quantization: zero points have to be 0 and of type INT8.':
        'TensorRT 只支持对称量化：零点必须为 0，类型必须为 INT8。',
      '{n|quantizer} on a bias': '{n} 个量化节点作用于偏置',
      'In a strongly typed TensorRT network the bias stays float; INT32 quantizers before it are refused or keep the convolution from fusing.':
        '在强类型 TensorRT 网络中偏置保持浮点；其前的 INT32 量化节点会被拒绝，或使卷积无法融合。',
      '{n|quantizer} with a scale for each channel of an activation': '{n} 个量化节点对激活逐通道取 scale',
      'TensorRT takes one scale for the whole of an activation; only weights have one for each channel.':
        'TensorRT 对整个激活只取一个 scale，只有权重可以逐通道。',
      '{n|quantizer} with a scale that is not positive': '{n} 个量化节点的 scale 不是正数',
      'TensorRT refuses it: scale coefficients must all be positive.':
        'TensorRT 会拒绝：scale 必须全部为正。',
      'quantizers of type {type}': '类型为 {type} 的量化节点',
      'Quantize the float model here: symmetric INT8 throughout, biases float.':
        '在此量化浮点模型：全部采用对称 INT8，偏置保持浮点。',
    },
  },
  'broken-weights': {
    title: '权重含 NaN 或无穷大',
    sentences: {
      '{n|layer} with weights that are not finite': '{n} 层的权重不是有限值',
      'NaN and infinite weights': 'NaN 与无穷大的权重',
      'No scale holds such values, and whatever they are multiplied with is lost.':
        '没有 scale 能表示这样的值，与之相乘的结果也都丢失。',
      'Export again from an earlier checkpoint of the training.': '用更早的训练检查点重新导出。',
    },
  },
  'half-weights': {
    title: '权重为半精度',
    sentences: {
      '{n|layer} with weights in half precision': '{n} 层的权重为半精度',
      'layers with FP16 weights': '权重为 FP16 的层',
      'Quantization starts from float32 and leaves such layers as they are.':
        '量化从 float32 出发，这样的层会原样保留。',
      'Quantize the float32 model; --fp16 makes the rest half precision.':
        '请量化 float32 模型；--fp16 会把其余部分转为半精度。',
    },
  },
  'broken-activations': {
    title: '激活含 NaN、无穷大或全为零',
    sentences: {
      '{n|activation} always zero': '{n} 个激活恒为零',
      '{n|activation} with NaN or infinities': '{n} 个激活含 NaN 或无穷大',
      zeros: '零值',
      'NaN and infinite values': 'NaN 与无穷大的值',
      'The layers behind see nothing: dead weights before them, or images prepared in another way than in training.':
        '其后的层什么也看不到：前面的权重失效，或图像预处理与训练时不同。',
      'No scale holds such values: the float model itself is broken for these images, or they are prepared wrongly.':
        '没有 scale 能表示这样的值：浮点模型本身对这些图像就有问题，或图像预处理有误。',
    },
  },
}
