/** A document that a rule rests on. */
export interface Source {
  readonly title: string
  readonly url: string | null
}

const GUIDE = 'https://docs.nvidia.com/deeplearning/tensorrt/latest'

/** Where the rules come from. */
export const SOURCES = {
  quantizedTypes: {
    title: 'TensorRT Developer Guide, Working with Quantized Types',
    url: `${GUIDE}/inference-library/work-quantized-types.html`,
  },
  bestPractices: {
    title: 'TensorRT, Best Practices: optimizing for Tensor Cores',
    url: `${GUIDE}/performance/best-practices.html`,
  },
  dynamicShapes: {
    title: 'TensorRT Developer Guide, Working with Dynamic Shapes',
    url: `${GUIDE}/inference-library/work-dynamic-shapes.html`,
  },
  importer: {
    title: 'TensorRT ONNX importer (onnx-tensorrt), import of QuantizeLinear and DequantizeLinear',
    url: 'https://github.com/onnx/onnx-tensorrt',
  },
  operatorList: {
    title: 'ONNX operators, QuantizeLinear and DequantizeLinear by version',
    url: 'https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html',
  },
  whitepaper: {
    title: 'Krishnamoorthi 2018, Quantizing deep convolutional networks for efficient inference',
    url: 'https://arxiv.org/abs/1806.08342',
  },
  equalization: {
    title: 'Nagel et al. 2019, Data-Free Quantization Through Weight Equalization and Bias Correction',
    url: 'https://arxiv.org/abs/1906.04721',
  },
  integerPrinciples: {
    title: 'Wu et al. 2020, Integer Quantization for Deep Learning Inference',
    url: 'https://arxiv.org/abs/2004.09602',
  },
  qarepvgg: {
    title: 'Chu et al. 2022, Make RepVGG Greater Again: A Quantization-aware Approach',
    url: 'https://arxiv.org/abs/2212.01593',
  },
  repvgg: { title: 'Ding et al. 2021, RepVGG', url: 'https://arxiv.org/abs/2101.03697' },
  fixedPoint: {
    title: 'Lin et al. 2016, Fixed Point Quantization of Deep Convolutional Networks',
    url: 'https://arxiv.org/abs/1511.06393',
  },
  scaleRules: {
    title: 'NVIDIA, yolo_deepstream: YOLOv7 QAT, scale rules (YOLOv7 QAT with rules 59 QPS, without 45)',
    url: 'https://github.com/NVIDIA-AI-IOT/yolo_deepstream/tree/main/yolov7_qat',
  },
  yolov5n: {
    title:
      'Measured: YOLOv5n on 79 images of COCO val2017, float AP 0.320; PTQ mse 0.317, entropy 0.277; with the head quantized 0.312 and 0.254',
    url: null,
  },
  yolov5nRanges: {
    title: 'Measured: 83 activation tensors of YOLOv5n over 80 images of COCO train2017',
    url: null,
  },
  sharedEntropy: {
    title:
      'Measured: YOLOv5n quantized by entropy with --add residual agrees with the float model to 0.46, by the other methods as well as without',
    url: null,
  },
  kolmogorov: {
    title: 'Press et al., Numerical Recipes, 14.3: Kolmogorov–Smirnov test',
    url: null,
  },
} as const satisfies Record<string, Source>
