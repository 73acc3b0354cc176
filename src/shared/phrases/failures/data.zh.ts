import type { Phrases } from '../translate.ts'

/** What is wrong with a dataset, its images or its annotations, and with what is asked of them. */
export const DATA_FAILURES_ZH: Phrases = {
  'Expected {name} of the augmentation {range}, got {value}': '数据增强的 {name} 应{range}，实际为 {value}',
  'from 0 to below 1': '不小于 0 且小于 1',
  'from 0 to 1': '在 0～1 之间',
  'Take 0 to leave it out.': '设为 0 即不使用。',
  'a BMP file cut off in its header': 'BMP 文件在文件头处中断',
  'a BMP file that is cut off': 'BMP 文件不完整',
  'a BMP file of {bits} bits and compression {compression}; 8, 24 or 32 bits uncompressed can be read':
    '{bits} 位、压缩方式为 {compression} 的 BMP 文件；只能读取未压缩的 8、24 或 32 位 BMP',
  'a {format} drawing, which has no pixels': '{format} 矢量图，没有像素',
  '{count} channels instead of {expected}': '有 {count} 个通道，应为 {expected} 个',
  'Input file contains unsupported image format': '不支持的图像格式',
  'Input buffer contains unsupported image format': '不支持的图像格式',
  "Expected categories for the model's {classes} classes, got {counts}, and a model with {carried}":
    '数据集的类别应与模型的 {classes} 个类别对应，实际{counts}，且模型{carried}',
  'no categories': '没有类别',
  '{count} categories with ids up to {largest}': '有 {count} 个类别，id 最大为 {largest}',
  'no usable class names': '没有可用的类别名',
  'names such as "{name}" that match none': '的类别名（例如“{name}”）无一匹配',
  'expected {count}, one a class, got {got}': '应有 {count} 个（每类一个），实际为 {got} 个',
  'Use the dataset whose classes the model was trained on, or give the model its class names.':
    '请使用与模型训练类别一致的数据集，或为模型写入类别名。',
  '{file}: expected the files of its {count} images, found none; looked for "{image}" with and without its folders in {folders}':
    '{file}：应有其中 {count} 张图像的文件，但一个也没有找到；已在 {folders} 中按带文件夹和不带文件夹两种方式查找“{image}”',
  'image {id} without a file_name': '没有 file_name 的图像 {id}',
  '{file}: expected an object with images, annotations and categories, got an array, as results files have':
    '{file}：应为含 images、annotations 和 categories 的对象，实际为数组（结果文件才是数组）',
  '{file}: expected a list "images", got none': '{file}：应有列表 images，实际没有',
  'Use a COCO instances file, as annotations/instances_val2017.json.':
    '请使用 COCO instances 文件，例如 annotations/instances_val2017.json。',
  '{file}: expected an array of detections, got an object': '{file}：应为检测结果数组，实际为对象',
  'Use a COCO results file; an annotation file belongs to the ground truth.':
    '请使用 COCO 结果文件；标注文件应作为真值。',
  '{file}: expected every detection to have image_id, category_id, bbox and score, got detection {index} without a bbox of four numbers':
    '{file}：每个检测结果都应有 image_id、category_id、bbox 和 score，但序号 {index} 的检测结果没有含四个数值的 bbox',
  '{file}: expected every detection to have image_id, category_id, bbox and score, got detection {index} without a {field}':
    '{file}：每个检测结果都应有 image_id、category_id、bbox 和 score，但序号 {index} 的检测结果没有 {field}',
  'Export bounding box results; segmentation and keypoint results have no boxes to compare.':
    '请导出检测框结果；分割与关键点结果没有可供比较的框。',
  'Expected finite numbers in every detection, got {value} in detection {index}':
    '检测结果应全为有限数值，但序号 {index} 的检测结果含 {value}',
  'The model computes values that are not finite; look at its weights and at the scales of its quantizers.':
    '模型算出了非有限的数值；请检查其权重与量化器的 scale。',
  '{file}: expected a value, a list or a map of values for "{key}" (line {line}), got no closing {bracket}':
    '{file}：“{key}”（第 {line} 行）应为值、列表或映射，实际缺少结尾的 {bracket}',
  '{file}: expected a value, a list or a map of values for "{key}" (line {line}), got \'{text}\' below a value':
    "{file}：“{key}”（第 {line} 行）应为值、列表或映射，实际在值的下方还有 '{text}'",
  '{file}: expected a value, a list or a map of values for "{key}" (line {line}), got {got}':
    '{file}：“{key}”（第 {line} 行）应为值、列表或映射，实际为 {got}',
  "Write it as in Ultralytics' coco.yaml.": '请按 Ultralytics 的 coco.yaml 书写。',
  '{file}: expected class indices from 0 as keys of "names" (line {line}), got \'{key}\'':
    "{file}：names（第 {line} 行）的键应为从 0 开始的类别序号，实际为 '{key}'",
  'Number the names from 0, or write them as a list.': '请从 0 开始编号，或写成列表。',
  '{dataset}: expected a dataset without problems, got {problems}':
    '{dataset}：数据集应没有问题，实际：{problems}',
  'Correct the dataset, or choose to skip problems and work with the rest.':
    '请修正数据集，或选择跳过有问题的部分，用其余数据继续。',
  '{root}: expected a split "{split}", got a folder without splits':
    '{root}：应有子集“{split}”，实际为没有子集的文件夹',
  '{root}: expected a split "{split}", got the splits {splits}':
    '{root}：应有子集“{split}”，实际只有子集 {splits}',
  'Leave the split out.': '请不要指定子集。',
  'Name one of these splits.': '请指定其中一个子集。',
  'Expected a number of images of 1 or more, got {count}': '图像数应不小于 1，实际为 {count}',
  'Leave it out to take all images.': '不指定即使用全部图像。',
  'Name a folder with images, annotations/instances_SPLIT.json, a COCO JSON beside the images, data.yaml, SPLIT.txt, or images/SPLIT.':
    '请指定含有以下任一内容的文件夹：图像、annotations/instances_SPLIT.json、与图像并列的 COCO JSON、data.yaml、SPLIT.txt 或 images/SPLIT。',
  'Decoding a batch of {count} images from {file} on ended its thread: {why}':
    '解码从 {file} 起的一批 {count} 张图像时，其线程终止：{why}',
  'Decoding {file} ended its thread: {why}': '解码 {file} 时，其线程终止：{why}',
  'Start the command again; if it ends the same way, leave these images out.':
    '请重新运行该命令；若仍以同样方式终止，请排除这些图像。',
  'Images were still to be decoded when decoding was shut down': '解码被关闭时仍有图像未解码',
  '{folder}: expected a folder for the demo set, got one with another dataset in it ("{name}")':
    '{folder}：应为用于演示数据集的文件夹，但其中已有另一个数据集（“{name}”）',
  'Choose an empty folder, or one that does not exist yet.': '请选择空文件夹或尚不存在的文件夹。',
  'Expected 1 to {most} images in each split, got {count}': '每个子集应有 1～{most} 张图像，实际为 {count}',
  'Leave the number out to take the usual size.': '不指定即采用默认数量。',
  'Expected a whole number from 0 to 4294967295 as seed, got {seed}':
    '随机种子应为 0～4294967295 的整数，实际为 {seed}',
  'Leave the seed out to take the usual one.': '不指定即采用默认种子。',
  'Expected batch to be a whole number of {least} or more, got {value}':
    'batch 应为不小于 {least} 的整数，实际为 {value}',
  'Expected the first step to be a whole number of {least} or more, got {value}':
    '起始步应为不小于 {least} 的整数，实际为 {value}',
  '{dataset}: expected images to train on, got none': '{dataset}：应有用于训练的图像，实际没有',
  'Name a folder or split with images.': '请指定含有图像的文件夹或子集。',
  '{dataset}: expected images that can be read, got none among {count}; {first}':
    '{dataset}：{count} 张图像中没有一张可以读取；{first}',
  'Check the folder of the images.': '请检查图像文件夹。',
  "{file}: expected the path of an image on every line, got '{text}' on line {line}":
    "{file}：每行应为一个图像路径，但第 {line} 行为 '{text}'",
  'Give a list as YOLOv5 has it, with lines as ./images/val2017/000000000139.jpg.':
    '请提供 YOLOv5 格式的列表，每行形如 ./images/val2017/000000000139.jpg。',
  'Expected a folder of images or a list of them, found none at {places}':
    '应为图像文件夹或图像列表，但以下位置都没有：{places}',
  'Correct "path" and the splits in data.yaml, or name the dataset folder itself.':
    '请修正 data.yaml 中的 path 与各子集，或直接指定数据集文件夹。',
  '{root}: expected the files of the {count} images listed, found none; looked for "{image}" relative to the list and to the folder, and from its last folder named images on':
    '{root}：应有列表中 {count} 张图像的文件，但一个也没有找到；已相对于列表、相对于该文件夹，以及从最后一个名为 images 的文件夹起查找“{image}”',
  'Put the list beside the folder of images.': '请把列表文件放在图像文件夹旁。',
}
