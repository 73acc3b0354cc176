import type { RunKind } from '../../shared/contract/run.ts'
import type { ThemeName } from './tokens.ts'

/** `trt`: INT8 that TensorRT chose by itself (implicit quantization, or an engine as built). */
export type Precision = 'fp32' | 'fp16' | 'ptq' | 'qat' | 'trt'

export const PRECISIONS = ['fp32', 'fp16', 'ptq', 'qat', 'trt'] as const satisfies readonly Precision[]

/** Okabe and Ito's colours that colour-blind eyes tell apart, lighter where the ground is dark. */
export const PRECISION_COLOURS: Record<ThemeName, Record<Precision, string>> = {
  light: { fp32: '#6b7280', fp16: '#0072b2', ptq: '#d68f00', qat: '#00875f', trt: '#a8508a' },
  dark: { fp32: '#a0a7b1', fp16: '#56b4e9', ptq: '#f0b429', qat: '#2fc08f', trt: '#dd92bf' },
}

/** Outline of each mark in a box of 12 by 12; without colour they are told apart by it. */
export const PRECISION_SHAPES: Record<Precision, string> = {
  fp32: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9Z',
  fp16: 'M2 2h8v8H2Z',
  ptq: 'M6 1.2 11 10.4H1Z',
  qat: 'M6 .8 11.2 6 6 11.2.8 6Z',
  trt: 'M2.6 1 6 4.4 9.4 1 11 2.6 7.6 6 11 9.4 9.4 11 6 7.6 2.6 11 1 9.4 4.4 6 1 2.6Z',
}

const BY_KIND: Partial<Record<RunKind, Precision>> = {
  fp32: 'fp32',
  fp16: 'fp16',
  ptq: 'ptq',
  qat: 'qat',
  engine: 'trt',
}

/** The precision that a run stands for; null where its kind does not say. */
export function precisionOf(kind: RunKind): Precision | null {
  return BY_KIND[kind] ?? null
}
