import type { Phrases } from '../translate.ts'

/** Why trtexec fails or cannot be asked for something, and what is wrong with the files that it wrote. */
export const TENSORRT_FAILURES_ZH: Phrases = {
  // What its log tells
  'This trtexec does not know the option {option}': '该 trtexec 没有选项 {option}',
  'Set the version of trtexec that is really installed, or leave the option out.':
    '请设置实际安装的 trtexec 版本，或去掉该选项。',
  'A strongly typed network takes its types from the ONNX; --fp16, --int8 and --best contradict it':
    '强类型网络的类型取自 ONNX，与 --fp16、--int8 和 --best 矛盾',
  'Leave the precision flags out and build the FP16-converted Q/DQ model (`quantbench ptq … --fp16`).':
    '请去掉精度选项，构建转为 FP16 的 Q/DQ 模型（`quantbench ptq … --fp16`）。',
  'The NVIDIA driver is older than the CUDA that this TensorRT was built for, or does not fit the GPU':
    'NVIDIA 驱动比该 TensorRT 所用的 CUDA 旧，或与 GPU 不符',
  'This TensorRT does not support GPUs of compute capability {capability}':
    '该 TensorRT 不支持计算能力为 {capability} 的 GPU',
  'Update the NVIDIA driver, or use a TensorRT release made for this GPU and driver.':
    '请更新 NVIDIA 驱动，或使用支持此 GPU 与驱动的 TensorRT 版本。',
  'No NVIDIA GPU can be used on this machine': '本机没有可用的 NVIDIA GPU',
  'Check `nvidia-smi`, in a container the option `--gpus all`, and the device number.':
    '请检查 `nvidia-smi` 与设备编号；在容器中还要检查选项 `--gpus all`。',
  'The library that trtexec needs is missing': '缺少 trtexec 所需的库',
  'The library {library} is missing': '缺少库 {library}',
  "Add TensorRT's lib folder to LD_LIBRARY_PATH, or install the package that holds the library.":
    '请把 TensorRT 的 lib 文件夹加入 LD_LIBRARY_PATH，或安装含该库的软件包。',
  'A quantizer of the model is not symmetric: its zero point is not 0 or not int8':
    '模型中有非对称量化器：零点不为 0 或不是 int8',
  'Quantize with symmetric int8 (`quantbench ptq` does); ONNX Runtime defaults to uint8.':
    '请用对称 int8 量化（`quantbench ptq` 即如此）；ONNX Runtime 默认为 uint8。',
  'A quantizer of the model has a scale of zero or below': '模型中有量化器的 scale 为 0 或负数',
  'Calibrate again with images that reach the layer, or exclude the layer.':
    '请用能激活该层的图像重新校准，或排除该层。',
  'A weight quantizer has not one scale for each output channel': '权重量化器的 scale 个数与输出通道数不符',
  'Quantize weights along output channels: axis 0 of Conv, axis 1 of ConvTranspose.':
    '请逐输出通道量化权重：Conv 为轴 0，ConvTranspose 为轴 1。',
  'The model quantizes something to a type that TensorRT does not, as biases to int32':
    '模型量化成了 TensorRT 不支持的类型，例如把偏置量化为 int32',
  'Quantize without biases (`quantbench ptq` does; ONNX Runtime quantizes them unless told not to).':
    '请不要量化偏置（`quantbench ptq` 即如此；ONNX Runtime 默认会量化偏置）。',
  'The GPU ran out of memory': 'GPU 显存不足',
  'Close other programs on the GPU, lower the batch size or give a smaller --workspace.':
    '请关闭其他占用 GPU 的程序，减小批次，或给出更小的 --workspace。',
  'TensorRT has no kernel for {node}, often because the workspace is too small':
    'TensorRT 没有适用于 {node} 的 kernel，常因工作空间太小',
  'Give a larger workspace, allow FP16 beside INT8, or exclude the layer from quantization.':
    '请增大工作空间，允许 FP16 与 INT8 并用，或不量化该层。',
  'The shapes do not fit the inputs of the model or the profile of the engine':
    '形状与模型的输入或引擎的 profile 不符',
  'Give minimum, optimum and maximum shapes that the model takes and that hold the measured one.':
    '请给出模型可接受的最小、最优和最大形状，且测量所用的形状在其范围内。',
  'The calibration cache does not fit the model': '校准缓存与模型不符',
  'Write the cache anew from this very model, with its tensor names.':
    '请用该模型及其张量名重新写出校准缓存。',
  'The engine was built by another TensorRT or for another GPU':
    '引擎由其他版本的 TensorRT 构建，或为其他 GPU 构建',
  'Build the engine again on this machine.': '请在本机重新构建引擎。',
  'A file could not be read: {what}': '文件无法读取：{what}',
  'The model needs the plugin {plugin}, which is not loaded': '模型需要插件 {plugin}，但它没有加载',
  'Give the plugin library, or export the model without this operator.':
    '请指定插件库，或导出不含该算子的模型。',
  'This TensorRT does not support an operator of the model': '该 TensorRT 不支持模型中的某个算子',
  'This TensorRT does not support the operator {operator}': '该 TensorRT 不支持算子 {operator}',
  'Use a newer TensorRT, or export the model without this operator.':
    '请使用更新版本的 TensorRT，或导出不含该算子的模型。',
  'trtexec ended without saying why': 'trtexec 已结束，没有说明原因',
  'trtexec failed: {line}': 'trtexec 失败：{line}',
  'Read the log from its first error on.': '请从日志的第一个错误读起。',
  // Files that it wrote
  '{path}: expected {what} as JSON, got {why}': '{path}：应为 JSON 格式的{what}，实际有误：{why}',
  'Write the file again with trtexec; TensorRT 9.0 wrote broken JSON, any other release does not.':
    '请用 trtexec 重新写出该文件；只有 TensorRT 9.0 会写出错误的 JSON。',
  '{path}: expected {what}, got something else in {where}: {why}':
    '{path}：应为{what}，{where} 处有误：{why}',
  'Use {what} as trtexec wrote it.': '请使用 trtexec 原样写出的{what}。',
  'GPU metadata': 'GPU 元数据',
  'metadata of a trtexec run': 'trtexec 运行的元数据',
  'a layer profile': '各层 profile',
  'the layer information of an engine': '引擎的层信息',
  'the times of queries': '各次推理的耗时',
  // What it is asked for
  'Expected a TensorRT version such as 8.6.1 or 10.3.0, got "{version}"':
    'TensorRT 版本应形如 8.6.1 或 10.3.0，实际为“{version}”',
  'Give the version of the TensorRT that will read the cache.': '请填写将读取该缓存的 TensorRT 的版本。',
  'Give the version that `trtexec --help` prints in its first line.':
    '请填写 `trtexec --help` 第一行所显示的版本。',
  'TensorRT {version} cannot export layers: --{flag} exists in {since} to before {until}':
    'TensorRT {version} 无法导出层信息：--{flag} 只存在于 {since} 至 {until} 之前',
  'TensorRT {version} cannot export layers: --{flag} exists in {since} and newer':
    'TensorRT {version} 无法导出层信息：--{flag} 自 {since} 起才有',
  'Leave the layer information out, or use a newer TensorRT.':
    '请不要导出层信息，或使用更新版本的 TensorRT。',
  'Expected warm-up (ms) as a whole number from {least} on, got {value}':
    '预热时间（ms）应为不小于 {least} 的整数，实际为 {value}',
  'Expected duration (s) as a whole number from {least} on, got {value}':
    '测量时长（s）应为不小于 {least} 的整数，实际为 {value}',
  'Expected iterations as a whole number from {least} on, got {value}':
    '迭代次数应为不小于 {least} 的整数，实际为 {value}',
  'Expected streams as a whole number from {least} on, got {value}':
    '流的数量应为不小于 {least} 的整数，实际为 {value}',
  'trtexec takes whole numbers only.': 'trtexec 只接受整数。',
  'TensorRT {version} has no --fp16: engines run in the types of the ONNX':
    'TensorRT {version} 没有 --fp16：引擎按 ONNX 中的类型运行',
  'TensorRT {version} has no --fp16: the float part of a Q/DQ model runs in the types of the ONNX':
    'TensorRT {version} 没有 --fp16：Q/DQ 模型的浮点部分按 ONNX 中的类型运行',
  'TensorRT {version} has no --best: engines run in the types of the ONNX':
    'TensorRT {version} 没有 --best：引擎按 ONNX 中的类型运行',
  'TensorRT {version} has no implicit INT8: calibration caches are gone':
    'TensorRT {version} 没有隐式 INT8：校准缓存已取消',
  'TensorRT {version} cannot build strongly typed engines, which came with 9.0':
    'TensorRT {version} 无法构建强类型引擎，9.0 起才支持',
  'TensorRT {version} has no --{flag}': 'TensorRT {version} 没有 --{flag}',
  'Build the FP16-converted Q/DQ model (`quantbench ptq … --fp16`) as strongly typed.':
    '请以强类型构建转为 FP16 的 Q/DQ 模型（`quantbench ptq … --fp16`）。',
  'Convert the model (`quantbench fp16 MODEL --out FILE`) and build it as strongly typed.':
    '请转换模型（`quantbench fp16 MODEL --out FILE`），再以强类型构建。',
  'Build a Q/DQ model (`quantbench ptq`), or use TensorRT 10.':
    '请构建 Q/DQ 模型（`quantbench ptq`），或使用 TensorRT 10。',
  'Use TensorRT 9 or newer, or the precision int8-explicit or fp16.':
    '请使用 TensorRT 9 或更高版本，或选择精度 int8-explicit 或 fp16。',
  'Use another TensorRT, or ask for less.': '请使用其他版本的 TensorRT，或减少选项。',
  'A strongly typed engine takes its types from the ONNX, got --fp16 as well':
    '强类型引擎的类型取自 ONNX，不能同时使用 --fp16',
  'A calibration cache serves implicit INT8 only, got precision {precision}':
    '校准缓存只用于隐式 INT8，实际精度为 {precision}',
  'Leave the cache out, or choose the precision int8-implicit.': '请去掉校准缓存，或选择精度 int8-implicit。',
  'Expected one precision, got fp32 and --fp16': '只能选择一种精度，实际为 fp32 与 --fp16',
  'Choose the precision fp16.': '请选择精度 fp16。',
  'Expected shapes of {input} with minimum ≤ optimum and measured ≤ maximum, got {shapes}':
    '{input} 的形状应满足：最小 ≤ 最优、测量 ≤ 最大，实际依次为 {shapes}',
  'Give positive sizes for every axis, the batch included.': '请为每个轴给出正的尺寸，包括批次。',
  'Expected a workspace in MiB above 0, got {size}': '工作空间（MiB）应大于 0，实际为 {size}',
  'Expected a measurement or a layer export of the engine, got neither':
    '应测量引擎或导出其层信息，实际两者都没有',
  'Say how to measure.': '请指定如何测量。',
  'A profile and times come from a measurement, got a build only': 'profile 与耗时来自测量，而这里只构建',
  'Say how to measure, or leave them out.': '请指定如何测量，或去掉这两项。',
}
