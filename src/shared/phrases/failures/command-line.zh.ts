import type { Phrases } from '../translate.ts'

/** What does not go together on the command line of a job. */
export const COMMAND_LINE_FAILURES_ZH: Phrases = {
  'Run again with --verbose and report what it shows.': '请加 --verbose 重新运行，并反馈其输出。',
  "option '{option}' argument '{value}' is invalid. {why}": '选项 {option} 的值 {value} 无效。{why}',
  'Allowed choices are {choices}.': '可选值：{choices}。',
  'Expected a whole number from {least} up.': '应为不小于 {least} 的整数。',
  'Expected a number from {least} to {most}.': '应为 {least}～{most} 的数值。',
  'Expected a size such as 640 or 480x640 (height x width).': '应为尺寸，例如 640 或 480x640（高 x 宽）。',
  'Expected a byte, 0 to 255.': '应为一个字节，0～255。',
  'Expected {choices} with commas between, or all.': '应为以逗号分隔的 {choices}，或 all。',
  'Expected --images DIR beside --annotations FILE, got --images {images} alone':
    '--images DIR 应与 --annotations FILE 同时使用，实际只有 --images {images}',
  'Name the annotation file too, or take the first images of --data with --limit.':
    '请同时指定标注文件，或用 --limit 取 --data 的前若干张图像。',
  'Expected either --calib DIR or --table FILE, got both':
    '--calib DIR 与 --table FILE 应只指定一个，实际两个都有',
  'Expected either --calib DIR or --table FILE': '应在 --calib DIR 与 --table FILE 中指定且只指定一个',
  'Calibrate on images with --calib, or use the ranges of a table saved before with --table.':
    '请用 --calib 在图像上校准，或用 --table 采用此前保存的校准表中的范围。',
  'Expected a recipe that learns nothing, got one with a reconstruction':
    '应为不含学习的配方，实际配方含 reconstruction',
  'Set its reconstruction to null; `quantbench search --choose bias,adaround` learns anew.':
    '请将其 reconstruction 设为 null；`quantbench search --choose bias,adaround` 会重新学习。',
  '{file}: expected a recipe as JSON ({why})': '{file}：应为 JSON 格式的配方（{why}）',
  'Give a recipe as `quantbench search` keeps it, or a JSON object with the fields to change.':
    '请提供 `quantbench search` 保存的配方，或含待修改字段的 JSON 对象。',
  'Expected --match LAYER=LAYER, got {text}': '应为 --match LAYER=LAYER，实际为 {text}',
  'List the layers with `quantbench inspect MODEL --layers`.':
    '请用 `quantbench inspect MODEL --layers` 列出各层。',
  'Expected --adaround beside --adaround-iters': '--adaround-iters 须与 --adaround 一起使用',
  'Add --adaround.': '请加上 --adaround。',
  'Expected either --fp16 or --adaround and --bias-correction, got both':
    '--fp16 与 --adaround、--bias-correction 只能选择其一，实际两者都有',
  "Expected either --fp16 or the recipe's reconstruction, got both":
    '--fp16 与配方中的 reconstruction 只能选择其一，实际两者都有',
  'Leave out --fp16: the reconstruction learns in float32.': '请去掉 --fp16：重建以 float32 学习。',
  'Expected images for --adaround and --bias-correction, got a table':
    '--adaround 与 --bias-correction 需要图像，实际只有校准表',
  "Expected images for the recipe's reconstruction, got a table":
    '配方中的 reconstruction 需要图像，实际只有校准表',
  'Expected images for --choose bias and adaround, got a table':
    '--choose 的 bias 与 adaround 需要图像，实际只有校准表',
  'Give the calibration images with --calib DIR instead of --table.':
    '请用 --calib DIR 提供校准图像，不用 --table。',
  'Expected --cost ort or engine with --max-latency, got {cost}':
    '使用 --max-latency 时 --cost 应为 ort 或 engine，实际为 {cost}',
  'Give a limit in the unit of the cost with --max-cost, or leave --cost out.':
    '请用 --max-cost 以该代价的单位给出上限，或不指定 --cost。',
  'Expected --engine with --cost engine, got none': '使用 --cost engine 时应指定 --engine，实际没有',
  'Expected --engine only with --cost engine, got --cost {cost}':
    '--engine 只能与 --cost engine 同时使用，实际为 --cost {cost}',
  'Give the layers of an INT8 engine with --engine and their times with --profile.':
    '请用 --engine 提供 INT8 引擎的各层，用 --profile 提供各层耗时。',
  'Expected one target, got {count}': '应只有一个目标，实际有 {count} 个',
  'Give one of --max-drop X, --min-agreement Y, --max-latency MS and --max-cost N.':
    '请在 --max-drop X、--min-agreement Y、--max-latency MS 与 --max-cost N 中指定一个。',
  'Expected {least} to {most} images a run for this engine, got {batch} and at last {last}':
    '该引擎每次运行应有 {least}～{most} 张图像，实际为 {batch}，最后一批为 {last}',
  'Expected {least} to {most} images a run for this engine, got {batch}':
    '该引擎每次运行应有 {least}～{most} 张图像，实际为 {batch}',
  'Use another --batch, or build the engine with --min-batch 1 --max-batch {most}.':
    '请使用其他 --batch，或以 --min-batch 1 --max-batch {most} 构建引擎。',
  '--engine and --trtexec go with --device tensorrt only':
    '--engine 与 --trtexec 只能与 --device tensorrt 一起使用',
  'Add --device tensorrt, or leave them out.': '请加上 --device tensorrt，或去掉这些选项。',
  'An engine has fixed shapes, got --rect': '引擎的形状是固定的，不能使用 --rect',
  'Leave --rect out, or evaluate on another device.': '请去掉 --rect，或在其他设备上评估。',
  'Expected a run with an engine as --engine, got {run} ({kind})':
    '--engine 应为含引擎的运行，实际为 {run}（{kind}）',
  'Name an engine of `quantbench bench --backend trtexec`.':
    '请指定由 `quantbench bench --backend trtexec` 生成的引擎。',
  'Expected an engine of {model}, got one of an unknown model (run {run})':
    '应为 {model} 的引擎，实际引擎的模型未知（运行 {run}）',
  'Expected an engine of {model}, got one of {other} (run {run})':
    '应为 {model} 的引擎，实际为 {other} 的引擎（运行 {run}）',
  'Give the model that the engine was built from.': '请指定构建该引擎所用的模型。',
  'Expected a run with detections as --parent, got {run} ({kind})':
    '--parent 应为含检测结果的运行，实际为 {run}（{kind}）',
  'Name a run of `quantbench eval` or a variant of `quantbench run`, or a COCO results file.':
    '请指定 `quantbench eval` 的运行、`quantbench run` 的变体或 COCO 结果文件。',
  'Expected a model with Q/DQ nodes as --parent, got the float model {model}':
    '--parent 应为含 Q/DQ 节点的模型，实际为浮点模型 {model}',
  'Make one with `quantbench ptq MODEL --calib DIR --out FILE`.':
    '可用 `quantbench ptq MODEL --calib DIR --out FILE` 生成。',
  'Expected a float model for --preset seed, got one with Q/DQ':
    '--preset seed 需要浮点模型，实际模型含 Q/DQ',
  'Give the model that it was quantized from.': '请指定量化前的模型。',
  '--calib and --table are for --preset seed only': '--calib 与 --table 只能与 --preset seed 一起使用',
  'Add --preset seed, or quantize first (`quantbench ptq`).':
    '请加上 --preset seed，或先量化（`quantbench ptq`）。',
  'Expected one float model and either --calib DIR or --table FILE with --preset seed':
    '--preset seed 需要一个浮点模型，并在 --calib DIR 与 --table FILE 中指定一个',
  'Calibrate on images with --calib, or use a table saved by `ptq --save-table`.':
    '请用 --calib 在图像上校准，或使用 `ptq --save-table` 保存的校准表。',
  '--calib-cache serves implicit INT8 only, got --precision {precision}':
    '--calib-cache 只用于隐式 INT8，实际为 --precision {precision}',
  'Add --precision int8-implicit, or leave the cache out.':
    '请加上 --precision int8-implicit，或去掉校准缓存。',
  '{option} goes with --backend trtexec only': '{option} 只能与 --backend trtexec 一起使用',
  'Add --backend trtexec, or leave it out.': '请加上 --backend trtexec，或去掉该选项。',
}
