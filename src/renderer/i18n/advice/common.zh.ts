import type { Phrases } from '../../../shared/phrases/translate.ts'

/** What several rules say: evidence, units, what they lack, and the measurements that they rest on. */
export const COMMON_ZH: Phrases = {
  'share of the multiply-accumulates': '占总乘加的比例',
  nodes: '个节点',
  layers: '层',
  values: '个值',
  images: '张',
  groups: '组',
  levels: '级',
  axes: '个轴',
  channels: '个通道',
  quantizers: '个',
  scales: '个',
  weights: '个权重',
  opset: 'opset',
  pixels: '像素',
  x: '倍',
  'of 1': '（最大 1）',
  'of 255': '（最大 255）',
  'width over height': '（宽 / 高）',
  'from {inputs} input channels': '（输入通道 {inputs}）',
  'in units of the tensor (pixels for boxes)': '（张量自身单位，框为像素）',
  'calibration images': '校准图像',
  'calibration and evaluation images': '校准图像和评估图像',
  '{count} calibration and evaluation images or more': '至少 {count} 张校准和评估图像',
  'a Q/DQ model': 'Q/DQ 模型',
  'a float model': '浮点模型',
  'a model that can be prepared ({problem})': '可以预处理的模型（{problem}）',
  'a model that runs ({problem})': '可以运行的模型（{problem}）',
  'Measured: YOLOv5n on 79 images of COCO val2017, float AP 0.320; PTQ mse 0.317, entropy 0.277; with the head quantized 0.312 and 0.254':
    '实测：YOLOv5n 在 COCO val2017 的 79 张图像上，浮点 AP 0.320；PTQ mse 0.317、entropy 0.277；量化检测头后为 0.312 与 0.254',
  'Measured: 83 activation tensors of YOLOv5n over 80 images of COCO train2017':
    '实测：YOLOv5n 的 83 个激活张量，COCO train2017 的 80 张图像',
  'Measured: YOLOv5n quantized by entropy with --add residual agrees with the float model to 0.46, by the other methods as well as without':
    '实测：YOLOv5n 用 entropy 加 --add residual 量化后与浮点模型的一致性为 0.46；其他方法加不加都一样',
}
