import type { PhrasesByRule } from './rule-phrases.ts'

/** What is wrong with the calibration images. */
export const IMAGE_RULES_ZH: PhrasesByRule = {
  'calibration-size': {
    title: '校准图像太少',
    sentences: {
      'the calibration images disagree about the ranges': '校准图像给出的范围不一致',
      'too few calibration images': '校准图像太少',
      'calibration images': '校准图像',
      'median difference of the 99.99th percentiles of two halves of the images':
        '两半图像 99.99 百分位之差的中位数',
      'One half of the images gives other ranges than the other half: other images would give other ones again.':
        '两半图像给出的范围不同：换一批图像还会得到别的结果。',
      'With fewer than {few} images chance decides the ranges; the TensorRT guide found about 500 sufficient for ImageNet.':
        '少于 {few} 张图像时，范围由偶然决定；TensorRT 指南认为 ImageNet 约需 500 张。',
      'Calibrate with a few hundred images of the kind that the model will see.':
        '用几百张与实际场景同类的图像校准。',
    },
  },
  'calibration-drift': {
    title: '校准图像与评估图像不同',
    sentences: {
      'calibration images differ in {what}': '校准图像的{what}与评估图像不同',
      brightness: '亮度',
      'contrast (deviation of brightness)': '对比度（亮度标准差）',
      colourfulness: '色彩丰富度',
      'image size (root of the area)': '图像尺寸（面积的平方根）',
      'aspect ratio': '宽高比',
      classes: '类别',
      '{what}: distance of the distributions': '{what}：分布距离',
      '{what}: probability by chance': '{what}：偶然出现的概率',
      '{what}: median': '{what}：中位数',
      'share of boxes in calibration': '校准集中的框占比',
      'share of boxes in evaluation': '评估集中的框占比',
      'Ranges are taken from what the calibration images excite. Images of another kind reach beyond them, or leave levels unused.':
        '范围取决于校准图像激发的值。换成另一类图像会超出范围，或让部分量化级闲置。',
      'Calibrate with images drawn at random from the same source as {name} (but not those themselves).':
        '从 {name} 的同一来源随机抽取图像校准（但不要用评估图像本身）。',
    },
  },
  'calibration-overlap': {
    title: '用评估图像校准',
    sentences: {
      '{count} evaluation images are among the calibration images': '{count} 张评估图像也在校准图像中',
      'images of the same name and size in bytes': '文件名与字节数都相同的图像',
      'of the evaluation images': '占评估图像的比例',
      'Ranges fitted to the images that accuracy is measured on make it look better than it will be.':
        '范围贴合用于测精度的图像，会使精度看起来比实际好。',
      'Calibrate on images that are not evaluated, training images say.':
        '用不参与评估的图像校准，例如训练图像。',
    },
  },
}
