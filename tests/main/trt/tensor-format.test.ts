import { describe, expect, it } from 'vitest'
import { parseTensorFormat } from '../../../src/main/trt/tensor-format.ts'

describe('tensor formats', () => {
  it.each([
    ['Float', 'fp32', 'unknown'],
    ['Half', 'fp16', 'unknown'],
    ['BFloat16', 'bf16', 'unknown'],
    ['FP8', 'fp8', 'unknown'],
    ['FP4E2M1', 'fp4', 'unknown'],
    ['Bool', 'bool', 'unknown'],
    ['Int64', 'int64', 'unknown'],
    ['Row major linear FP32', 'fp32', 'linear'],
    ['Row major linear FP16 format', 'fp16', 'linear'],
    ['Row major Int8 format', 'int8', 'linear'],
    ['Two wide channel vectorized row major FP16 format', 'fp16', 'chw2'],
    ['Four wide channel vectorized row major Int8 format', 'int8', 'chw4'],
    ['Thirty-two wide channel vectorized row major Int8 format', 'int8', 'chw32'],
    ['Channel major FP32 format', 'fp32', 'hwc'],
    ['Channel major FP16 format where channel % 8 == 0', 'fp16', 'hwc8'],
    ['Something new', 'unknown', 'unknown'],
    ['', 'unknown', 'unknown'],
  ])('%s', (text, dataType, layout) => {
    expect(parseTensorFormat(text)).toEqual({ dataType, layout })
  })
})
