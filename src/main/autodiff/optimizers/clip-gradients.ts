import type { Tensors } from './optimizer.ts'

/** Length of all gradients together as one vector, in float64. */
export function gradientNorm(gradients: Tensors): number {
  let total = 0
  for (const gradient of gradients.values()) {
    let sum = 0
    for (let index = 0; index < gradient.length; index++) sum += gradient[index] * gradient[index]
    total += sum
  }
  return Math.sqrt(total)
}

/**
 * Shortens the gradients in place so that their common length is at most `limit` (torch.nn.utils.clip_grad_norm_).
 * @returns the length before; not finite where a gradient is not, and then nothing is changed.
 */
export function clipGradients(gradients: Tensors, limit: number): number {
  const norm = gradientNorm(gradients)
  if (!(norm > limit) || !Number.isFinite(norm)) return norm
  const factor = limit / (norm + 1e-6)
  for (const gradient of gradients.values()) {
    for (let index = 0; index < gradient.length; index++) gradient[index] *= factor
  }
  return norm
}
