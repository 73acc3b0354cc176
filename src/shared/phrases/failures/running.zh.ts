import type { Phrases } from '../translate.ts'

/** What keeps a model from running as a detector, or its detections from being evaluated. */
export const RUNNING_FAILURES_ZH: Phrases = {
  '{what} Or choose --device cpu.': '{what}也可选择 --device cpu。',
  'The CPU is always there.': 'CPU 总是可用。',
  'It needs an NVIDIA driver, CUDA 12, cuDNN 9 and the CUDA build of the runtime: npm run setup:cuda.':
    '需要 NVIDIA 驱动、CUDA 12、cuDNN 9 和运行时的 CUDA 版本：npm run setup:cuda。',
  'It needs TensorRT, CUDA 12, cuDNN 9 and the CUDA build of the runtime: npm run setup:cuda.':
    '需要 TensorRT、CUDA 12、cuDNN 9 和运行时的 CUDA 版本：npm run setup:cuda。',
  'It needs a GPU with a Vulkan, Direct3D 12 or Metal driver.':
    '需要 GPU 具有 Vulkan、Direct3D 12 或 Metal 驱动。',
  'DirectML exists on Windows only.': 'DirectML 仅在 Windows 上可用。',
  'Core ML exists on macOS only.': 'Core ML 仅在 macOS 上可用。',
  'Input {name} is of type {type}; expected float32, float16 or uint8':
    '输入 {name} 的类型为 {type}，应为 float32、float16 或 uint8',
  'Export the model with a float input.': '请以浮点输入导出模型。',
  'The model gave text where numbers were expected': '模型应输出数值，实际输出了文本',
  'Expected {name} to be an output of the model, it is none': '{name} 应为模型的输出，实际不是',
  'Running a model failed: {why}': '运行模型失败：{why}',
  'its thread ended with status {status}': '其线程以状态码 {status} 结束',
  'Expected detections of the {count} images of the ground truth, got one of image {id}':
    '检测结果应属于真值中的 {count} 张图像，但有一个属于图像 {id}',
  'Use the annotation file that these detections were made for.': '请使用与这些检测结果对应的标注文件。',
  'Expected 1 to {most} IoU thresholds, got {count}': 'IoU 阈值应有 1～{most} 个，实际为 {count}',
  'Expected 1 to {most} area ranges, got {count}': '面积范围应有 1～{most} 个，实际为 {count}',
  'Evaluate in several calls, or leave the option out.': '请分多次评估，或不指定该选项。',
  'Expected IoU thresholds above 0 and up to 1, got {threshold}':
    'IoU 阈值应大于 0 且不大于 1，实际为 {threshold}',
  'Give fractions, as 0.5.': '请用小数表示，例如 0.5。',
  'Expected ascending detection limits of at least 1, got {limits}':
    '检测数上限应递增且不小于 1，实际为 {limits}',
  'Give three limits, as 1, 10, 100.': '请给出三个上限，例如 1、10、100。',
  'Expected one of the IoU thresholds {known}, got {threshold}':
    'IoU 阈值应为 {known} 之一，实际为 {threshold}',
  'Choose one of them, or evaluate with this threshold.': '请选择其中之一，或用此阈值进行评估。',
  'Expected an output {name}, got {outputs}': '应有输出 {name}，实际为 {outputs}',
  'no outputs': '没有输出',
  'Expected output {name} of shape {expected}, got {shape} with {count} values':
    '输出 {name} 的形状应为 {expected}，实际为 {shape}，含 {count} 个数值',
  'Expected an image number below {batch}, got {image}': '图像序号应小于 {batch}，实际为 {image}',
  'Name the right family with --family, or export the model again.':
    '请用 --family 指定正确的系列，或重新导出模型。',
  'Expected a detector family, got {family}': '没有名为 {family} 的检测模型系列',
  'Families: {families}.': '可选系列：{families}。',
  'Expected a confidence threshold of at least 0 and below 1, got {got}':
    '置信度阈值应不小于 0 且小于 1，实际为 {got}',
  'Expected an NMS IoU threshold between 0 and 1, got {got}': 'NMS 的 IoU 阈值应在 0～1 之间，实际为 {got}',
  'Expected a whole number of boxes above 0, got {got}': '框数应为大于 0 的整数，实际为 {got}',
  'YOLOv5 evaluates with confidence 0.001, IoU 0.65 and 300 detections.':
    'YOLOv5 评估时采用置信度 0.001、IoU 0.65 和 300 个检测结果。',
  'Expected an input width in whole pixels, got {got}': '输入宽度应为整数像素，实际为 {got}',
  'Expected an input height in whole pixels, got {got}': '输入高度应为整数像素，实际为 {got}',
  'Give a size such as 640.': '请给出尺寸，例如 640。',
  'Expected an input width of {fixed}, which the model is fixed to, got {got}':
    '模型的输入宽度固定为 {fixed}，实际给出 {got}',
  'Expected an input height of {fixed}, which the model is fixed to, got {got}':
    '模型的输入高度固定为 {fixed}，实际给出 {got}',
  'Leave the size out, or export the model with dynamic axes or at the other size.':
    '请不要指定尺寸，或以动态轴或所需尺寸导出模型。',
}
