import type { Node } from '../../onnx/node.ts'
import type { Value } from '../../onnx/value.ts'

/** The form in which a tensor lies in memory: float, or INT8 at a scale. */
export type Form = 'float' | number

/** A form in which something reads a tensor. */
export interface Demand {
  readonly form: Form
  /** Quantizers of the model that ask for it; several where equal ones are merged. */
  readonly quantizers: Set<Node>
  /** Nodes that read it in this form. */
  readonly readers: Set<Node>
  /** Whether one of the quantizers reads this very tensor; else it was moved here from behind other nodes. */
  direct: boolean
}

/** Who reads which tensor in which form. Quantizers of equal scale on one tensor count as one, as TensorRT merges them. */
export class Demands {
  private readonly byValue = new Map<Value, Map<Form, Demand>>()

  add(value: Value, form: Form, from: Partial<Pick<Demand, 'quantizers' | 'readers' | 'direct'>>): void {
    const forms = this.byValue.get(value) ?? new Map<Form, Demand>()
    this.byValue.set(value, forms)
    const demand = forms.get(form) ?? { form, quantizers: new Set(), readers: new Set(), direct: false }
    forms.set(form, demand)
    for (const node of from.quantizers ?? []) demand.quantizers.add(node)
    for (const node of from.readers ?? []) demand.readers.add(node)
    demand.direct ||= from.direct ?? false
  }

  of(value: Value): Demand[] {
    return [...(this.byValue.get(value)?.values() ?? [])]
  }

  /** The demand that all readers of these tensors agree on, in INT8; null where one reads float or scales differ. */
  common(values: readonly Value[]): { form: number; quantizers: Set<Node>; readers: Set<Node> } | null {
    const all = values.flatMap((value) => this.of(value))
    const [first] = all
    if (first === undefined || first.form === 'float') return null
    if (all.some(({ form }) => form !== first.form)) return null
    return {
      form: first.form,
      quantizers: new Set(all.flatMap(({ quantizers }) => [...quantizers])),
      readers: new Set(all.flatMap(({ readers }) => [...readers])),
    }
  }
}
