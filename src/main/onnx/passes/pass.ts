import { QuantbenchError } from '../../base/errors.ts'
import { checkLinks } from '../checks/links.ts'
import type { Model } from '../model.ts'

export interface PassResult {
  /** Whether the model is another one now. */
  changed: boolean
}

/** One rewriting of a model, in place. */
export interface Pass<Result extends PassResult = PassResult> {
  readonly name: string
  /** What a model lacks for this pass, or null. */
  requires?(model: Model): string | null
  run(model: Model): Result
  /** What the pass promises and the model nevertheless lacks afterwards, or null. */
  ensures?(model: Model): string | null
}

/**
 * Runs a pass between its conditions. A broken condition is a mistake of the program, and so is a pass that leaves
 * loose ends: INTERNAL, naming the passes that ran before. Throws what the pass throws.
 */
export function applyPass<Result extends PassResult>(
  pass: Pass<Result>,
  model: Model,
  before: readonly string[] = [],
): Result {
  expectNone(pass.requires?.(model), `Pass ${pass.name} cannot start`, before)
  const result = pass.run(model)
  expectNone(pass.ensures?.(model) ?? looseEnd(model), `Pass ${pass.name} left a broken model`, before)
  return result
}

/** Runs passes one after the other. @returns the names of those that changed something. */
export function applyPasses(passes: readonly Pass[], model: Model): string[] {
  const ran: string[] = []
  const changed: string[] = []
  for (const pass of passes) {
    if (applyPass(pass, model, ran).changed) changed.push(pass.name)
    ran.push(pass.name)
  }
  return changed
}

function looseEnd(model: Model): string | null {
  return checkLinks(model.graph).find(({ severity }) => severity === 'error')?.message ?? null
}

function expectNone(problem: string | null | undefined, what: string, before: readonly string[]): void {
  if (problem == null) return
  const ran = before.length === 0 ? '' : ` (after ${before.join(', ')})`
  throw new QuantbenchError('INTERNAL', `${what}${ran}: ${problem}`)
}
