import { z } from 'zod'
import { ERROR_CODES, type ErrorCode } from '../base/errors.ts'

const isCode = (code: unknown): boolean => typeof code === 'string' && Object.hasOwn(ERROR_CODES, code)

/** An `ImageProblem` in JSON, with whatever else is known of the image. */
export const imageProblemSchema = z.looseObject({
  file: z.string(),
  id: z.number(),
  code: z.custom<ErrorCode>(isCode),
  message: z.string(),
})
