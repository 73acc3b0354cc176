import { QuantbenchError } from '../base/errors.ts'
import type { Finding } from './checks/finding.ts'
import { checkImage } from './checks/image.ts'
import { checkLinks } from './checks/links.ts'
import { checkOperators } from './checks/operators.ts'
import { checkOpset } from './checks/opset.ts'
import type { Model } from './model.ts'

export type { Finding } from './checks/finding.ts'

/**
 * Everything about a model that keeps it from being used as a detector (errors) or that its user should know
 * (warnings), worst first. What the file format itself forbids is refused earlier, by decoding.
 */
export function checkModel(model: Model): Finding[] {
  const findings = [
    ...checkOpset(model),
    ...checkLinks(model.graph),
    ...checkOperators(model),
    ...checkImage(model),
  ]
  const isError = ({ severity }: Finding) => severity === 'error'
  return [...findings.filter(isError), ...findings.filter((finding) => !isError(finding))]
}

/**
 * Refuses a model with errors, naming the first and how many more there are, and puts nodes that are merely out of
 * order in order. `label` is how the message calls the model, its path say. @returns the warnings.
 * Throws MODEL_OPSET, MODEL_INVALID, MODEL_OPERATOR, MODEL_INPUT.
 */
export function assertValid(model: Model, label: string): Finding[] {
  const findings = checkModel(model)
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    const [{ code, message, wayOut }] = errors
    const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`
    throw new QuantbenchError(code, `${label}: ${message}${more}`, { wayOut })
  }
  model.graph.sort()
  return findings
}
