import { QuantbenchError } from '../../../src/main/base/errors.ts'

/** The error that the work ends with; fails the test when there is none or another kind. */
export async function errorOf(work: () => unknown): Promise<QuantbenchError> {
  try {
    await work()
  } catch (error) {
    if (error instanceof QuantbenchError) return error
    throw error
  }
  throw new Error('expected an error, got none')
}
