import type { Phrases } from './translate.ts'

/** Where a dataset's flaws lie: the words around file names and numbers. */
export const DATASET_ZH: Phrases = {
  'annotation {id} of {image}: category {category}': '{image} 的标注 {id}：类别 {category}',
  'annotation {id}: image {image}': '标注 {id}：图像 {image}',
  'annotation {id} of {image}: {box} in {size}': '{image} 的标注 {id}：{box}，图像 {size}',
  'annotation {id} of {image}: {box}': '{image} 的标注 {id}：{box}',
  'wanted {wanted}, got {split}': '需要{wanted}，实际使用 {split}',
  '{image}: {annotated} annotated, {size} in the file': '{image}：标注为 {annotated}，文件为 {size}',
  val: '验证集',
  train: '训练集',
  '{count} images': '{count} 张图像',
  '{count} annotations': '{count} 个标注',
}
