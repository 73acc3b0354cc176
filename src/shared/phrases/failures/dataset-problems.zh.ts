import { DATASET_ZH } from '../dataset.zh.ts'
import { FAILURE_ZH } from '../failure.zh.ts'
import type { Phrases } from '../translate.ts'

/** What is found wrong with a dataset, how often. */
const PROBLEMS: Phrases = {
  '{n|image file} not found; left out with all annotations': '找不到 {n} 个图像文件，连同其标注一并忽略',
  '{n|image} cannot be decoded; left out with all annotations': '{n} 张图像无法解码，连同其标注一并忽略',
  '{n|image} of another size than the annotations say': '{n} 张图像的尺寸与标注不符',
  '{n|image} listed again under the id of another; left out': '{n} 张图像的 id 与其他图像重复，已忽略',
  '{n|category} with the id of another or none; left out': '{n} 个类别的 id 重复或缺失，已忽略',
  '{n|categorie} with the id of another or none; left out': '{n} 个类别的 id 重复或缺失，已忽略',
  '{n|annotation} with the id of another; kept': '{n} 个标注的 id 与其他标注重复，已保留',
  '{n|annotation} of an image that is not listed; left out': '{n} 个标注所属的图像不在列表中，已忽略',
  '{n|annotation} of a category that is not listed; left out': '{n} 个标注所属的类别不在列表中，已忽略',
  '{n|annotation} without a box of four finite numbers; left out': '{n} 个标注的框不是四个有限数值，已忽略',
  '{n|box} with width or height zero or less; kept, nothing can match them':
    '{n} 个框的宽或高不大于零，已保留，但无法匹配',
  '{n|box} more than a pixel outside the image; kept': '{n} 个框超出图像一个像素以上，已保留',
  '{n|label line} that cannot be read; left out': '{n} 个标签行无法读取，已忽略',
  '{n|label line} equal to another of the same image; left out': '{n} 个标签行在同一图像中重复，已忽略',
  "the model's class names cannot be used": '模型的类别名无法使用',
  "none of the model's {n|class name} is a category; taken in the order of category ids":
    '模型的 {n} 个类别名无一是数据集的类别，按类别 id 的顺序对应',
  '{n|category} that no class of the model stands for': '{n} 个数据集类别没有对应的模型类别',
  '{n|categorie} that no class of the model stands for': '{n} 个数据集类别没有对应的模型类别',
  '{n|class} of the model without a category; detections of them are dropped':
    '{n} 个模型类别在数据集中没有对应类别，其检测结果会被丢弃',
  '{n|image or annotation} without an id, numbered on': '{n} 个图像或标注缺少 id，已顺次编号',
  '{n|images or annotation} without an id, numbered on': '{n} 个图像或标注缺少 id，已顺次编号',
  '{n|annotation} without an area; width × height is taken': '{n} 个标注缺少面积，以宽 × 高代替',
  'the dataset has no split of the wanted kind; another is used': '数据集没有所需的子集，使用其他子集',
  '{n|image} without annotations': '{n} 张图像没有标注',
  '{n|category} without annotations': '{n} 个类别没有标注',
  '{n|categorie} without annotations': '{n} 个类别没有标注',
}

/** Where flaws lie: what an error lists as their examples, the sentences about images behind the image's name. */
const EXAMPLES: readonly [string, string][] = [
  ...Object.entries(DATASET_ZH).filter(([english]) => /^annotation|annotated/.test(english)),
  ...Object.entries(FAILURE_ZH)
    .filter(([english]) => /^expected an? (?:whole )?image in/.test(english))
    .map(([english, chinese]): [string, string] => [`{image}: ${english}`, `{image}：${chinese}`]),
]

/** A dataset's flaws as an error lists them: with or without examples, one after the other. */
export const DATASET_PROBLEMS_ZH: Phrases = {
  ...Object.fromEntries(
    Object.entries(PROBLEMS).flatMap(([english, chinese]) => [
      [`; ${english}; {rest}`, `；${chinese}；{rest}`],
      [`; ${english}`, `；${chinese}`],
      [`${english} ({examples}); {rest}`, `${chinese}（{examples}）；{rest}`],
      [`${english} ({examples})`, `${chinese}（{examples}）`],
      [`${english}; {rest}`, `${chinese}；{rest}`],
      [english, chinese],
    ]),
  ),
  ...Object.fromEntries(
    EXAMPLES.flatMap(([english, chinese]) => [
      [`${english}, {rest}`, `${chinese}、{rest}`],
      [english, chinese],
    ]),
  ),
}
