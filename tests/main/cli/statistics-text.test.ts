import { expect, it } from 'vitest'
import { statisticsText } from '../../../src/main/cli/statistics-text.ts'

it('prints the lines of pycocotools, with the names at the end', () => {
  const stats = {
    AP: 0.5036,
    AP50: 0.6969,
    AP75: 0.5732,
    APs: 0.5852,
    APm: 0.5191,
    APl: -1,
    AR1: 0.3872,
    AR10: 0.5938,
    AR100: 0.5951,
    ARs: 0.6394,
    ARm: 0.5665,
    ARl: -1,
  }
  // As COCOeval.summarize prints this result.
  const expected = ` Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.504
 Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.697
 Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ] = 0.573
 Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.585
 Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.519
 Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000
 Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.387
 Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 0.594
 Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.595
 Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.639
 Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.567
 Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000`.split('\n')
  const lines = statisticsText(stats).split('\n')
  expect(lines).toHaveLength(12)
  lines.forEach((line, index) => {
    expect(line.startsWith(`${expected[index]}  `)).toBe(true)
    expect(line.slice(expected[index].length + 2)).toBe(Object.keys(stats)[index])
  })
})
