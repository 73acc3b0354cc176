import type { Tensor } from '../../base/tensor.ts'
import type { SessionOptions } from '../../session/session.ts'

export interface ShardSetup {
  readonly session: Pick<SessionOptions, 'device' | 'threads' | 'quantization'>
}

export type NamedOutputs = Readonly<Record<string, Tensor>>

/** What a thread that holds tensors can be asked. */
export type ShardRequest =
  /** Keeps tensors of an item. */
  | { readonly kind: 'hold'; readonly item: number; readonly tensors: NamedOutputs }
  /** Opens a model in place of the one before. */
  | { readonly kind: 'open'; readonly bytes: Uint8Array; readonly planMemory?: boolean }
  /** Runs the model on what is held of an item and on what is given, and hands the outputs out. */
  | { readonly kind: 'run'; readonly item: number; readonly given?: NamedOutputs }
  /** Runs the model on what is held of an item, and keeps the outputs and what `retain` names instead of all else. */
  | { readonly kind: 'advance'; readonly item: number; readonly retain: readonly string[] }
  /** Runs the model on the given tensors. */
  | { readonly kind: 'feed'; readonly tensors: NamedOutputs }

export interface ShardReply {
  /** Empty for what hands nothing out. */
  readonly outputs: NamedOutputs
  /** Bytes that are held of the item. */
  readonly bytes: number
  /** Milliseconds inside the runtime. */
  readonly milliseconds: number
}
