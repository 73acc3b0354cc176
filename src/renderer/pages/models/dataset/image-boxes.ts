import type { DatasetImage } from '../../../../shared/contract/dataset.ts'
import type { DrawnBox } from '../../../components/images/draw-boxes.ts'
import { categoryColour } from '../../../components/images/category-colour.ts'

/** The annotated boxes of an image as they are drawn, crowds dashed, one of them strong. */
export function drawnBoxes(
  { boxes }: Pick<DatasetImage, 'boxes'>,
  nameOf: (category: number) => string,
  strong: number | null,
): DrawnBox[] {
  return boxes.map(({ bbox, category, crowd }, index) => ({
    bbox,
    colour: categoryColour(category),
    label: nameOf(category),
    dashed: crowd,
    strong: index === strong,
  }))
}
