import type { Phrases } from './translate.ts'

/** What a detector was recognised by. Its parts stand between semicolons. */
export const DETECTION_ZH: Phrases = {
  '{title} would fit too ({score}): {why}': '也可能是 {title}（{score}）：{why}',
  '{first}; {rest}': '{first}；{rest}',
  'overlapping boxes are suppressed here': '重叠框由本程序抑制（NMS）',
  'the model suppresses overlapping boxes itself': '模型自身会抑制重叠框（NMS）',
  'it answers with category ids of its data': '输出的是数据集的类别 id',
  'input {width} × {height}, {why}': '输入 {width} × {height}（{why}）',
  'fixed by the model': '由模型固定',
  'as asked': '按指定',
  'the usual one, the model taking any': '模型不限尺寸，取常用值',
  "from the model's metadata": '来自模型元数据',
  '{output} has {n|box} for each cell of strides {strides} and {classes} classes':
    '{output}：步长 {strides} 的每个格点有 {n} 个框，{classes} 个类别',
  '{output} has {n|box} for each cell of strides {strides}, {classes} classes and no objectness':
    '{output}：步长 {strides} 的每个格点有 {n} 个框，{classes} 个类别，无 objectness',
  '{output} has {n|box} for each cell of strides {strides}, {classes} classes and {sides} distributions of {bins} values (NanoDet-Plus)':
    '{output}：步长 {strides} 的每个格点有 {n} 个框，{classes} 个类别，以及 {sides} 个含 {bins} 个值的分布（NanoDet-Plus）',
  '{output} has {n|box} for each cell of strides {strides}, {classes} classes and {sides} distributions of {bins} values':
    '{output}：步长 {strides} 的每个格点有 {n} 个框，{classes} 个类别，以及 {sides} 个含 {bins} 个值的分布',
  '{output} holds corners, score and class of finished detections':
    '{output} 为最终检测结果的角点、分数与类别',
  "{output} holds image, corners, class and score of finished detections, with the export's own confidence and overlap limits":
    '{output} 为最终检测结果的图像序号、角点、类别与分数，置信度与重叠阈值由导出时决定',
  "{outputs}: the outputs of EfficientNMS, with the export's own confidence and overlap limits":
    '{outputs}：EfficientNMS 的输出，置信度与重叠阈值由导出时决定',
  '{outputs}: finished detections {where}, labels {from}': '{outputs}：最终检测结果，框{where}，标签{from}',
  'in pixels': '以像素计',
  'as shares of the input size': '以输入尺寸的比例计',
  'taken as category ids': '视为类别 id',
  'counting from 0': '从 0 计数',
  '{outputs}: box and {classes} class scores before the sigmoid for each query':
    '{outputs}：每个 query 有框和 {classes} 个 sigmoid 之前的类别分数',
  '{outputs}: box and {classes} class scores after the sigmoid for each query':
    '{outputs}：每个 query 有框和 {classes} 个 sigmoid 之后的类别分数',
  '{outputs}: {boxes} boxes a cell and {classes} classes, before the sigmoid':
    '{outputs}：每个格点 {boxes} 个框，{classes} 个类别，sigmoid 之前',
  '{outputs}: {boxes} boxes a cell and {classes} classes, after the sigmoid':
    '{outputs}：每个格点 {boxes} 个框，{classes} 个类别，sigmoid 之后',
  'anchors from the graph': 'anchor 取自计算图',
  "YOLOv7's published anchors, its detection module being model.105":
    '采用 YOLOv7 公布的 anchor（检测模块为 model.105）',
  "YOLOv5's published anchors, the graph having none": '计算图中没有 anchor，采用 YOLOv5 公布的值',
  'the trial image gave scores beyond 0 to 1, so nothing is decoded yet':
    '试跑图像的分数超出 0～1，因此尚未解码',
  'the trial image gave boxes in pixels and scores within 0 to 1': '试跑图像的框以像素计，分数在 0～1 之内',
  'the trial image gave boxes as shares of the input size': '试跑图像的框以输入尺寸的比例计',
  'the trial image gave box values after the sigmoid, not decoded yet':
    '试跑图像的框为 sigmoid 之后的值，尚未解码',
  'the trial image gave scores before the sigmoid': '试跑图像的分数为 sigmoid 之前的值',
  'the trial image gave an objectness of 1 everywhere': '试跑图像的 objectness 处处为 1',
  'the trial image gave an objectness that varies': '试跑图像的 objectness 有变化',
  'the graph ends with the sigmoid, boxes not decoded yet': '计算图以 sigmoid 结尾，框尚未解码',
  'the graph has no sigmoid behind its last convolutions, so nothing is decoded yet':
    '计算图最后的卷积之后没有 sigmoid，因此尚未解码',
  'taken as decoded boxes in pixels': '视为以像素计的已解码框',
  "its modules have YOLOv6's names": '模块名为 YOLOv6 的命名',
  "its modules have YOLOX's names": '模块名为 YOLOX 的命名',
  'nothing else speaks for or against it': '没有其他佐证或反证',
  'although the objectness varies': '但 objectness 有变化',
  'although the objectness is 1 everywhere': '但 objectness 处处为 1',
  '{seen}, anchors from the graph': '{seen}，anchor 取自计算图',
  "{seen}, YOLOv7's published anchors, its detection module being model.105":
    '{seen}，采用 YOLOv7 公布的 anchor（检测模块为 model.105）',
  "{seen}, YOLOv5's published anchors, the graph having none":
    '{seen}，计算图中没有 anchor，采用 YOLOv5 公布的值',
  '{seen}, boxes decoded': '{seen}，框已解码',
  '{seen}, boxes not decoded yet': '{seen}，框尚未解码',
}
