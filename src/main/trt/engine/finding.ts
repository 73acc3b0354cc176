import type { EngineGraph, GraphLayer } from './engine-graph.ts'
import { sumMs } from './engine-graph.ts'
import type { RecipeChange } from './recipe-change.ts'
import { english, sentence, type Sentence } from './sentence.ts'

/** How much a finding matters, by the time that its layers take. */
export type FindingSeverity = 'high' | 'medium' | 'low'

/** One thing that makes an engine slower than it could be. */
export interface EngineFinding {
  readonly id: FindingId
  readonly severity: FindingSeverity
  /** Positions of the layers. */
  readonly layers: readonly number[]
  /** Time of these layers together; undefined without a profile. */
  readonly ms: number | undefined
  /** Of the total, 0 to 100. */
  readonly percent: number | undefined
  /** What was seen, one a layer or fact. */
  readonly evidence: readonly Evidence[]
  /** Why it costs time. */
  readonly reason: Sentence
  readonly change?: RecipeChange
}

/** Something that was seen. */
export interface Evidence {
  /** What it is said of, in no language: the name of a layer and its time. Empty where the sentence says it. */
  readonly about: string
  readonly says: Sentence
}

/** One line of evidence in English. */
export function evidenceText({ about, says }: Evidence): string {
  return about === '' ? english(says) : `${about}: ${english(says)}`
}

export type FindingId =
  | 'scale-mismatch'
  | 'float-skip'
  | 'unfused-quantizer'
  | 'layout-reformat'
  | 'type-reformat'
  | 'quantized-ran-float'
  | 'float-convolution'
  | 'float-output'
  | 'single-precision'
  | 'not-accelerated'
  | 'unfused-pointwise'
  | 'channels-not-aligned'

/** What a check gives; severity and times follow from the layers. */
export type FoundFacts = Pick<EngineFinding, 'id' | 'evidence' | 'change'> & {
  readonly found: readonly GraphLayer[]
}

const HIGH_PERCENT = 5
const MEDIUM_PERCENT = 1

/** A finding from its facts: from 5% of the time on it is `high`, from 1% on `medium`; without times `medium`. */
export function findingOf({ found, ...facts }: FoundFacts, { totalMs }: EngineGraph): EngineFinding {
  const ms = totalMs === undefined ? undefined : sumMs(found)
  const percent = ms === undefined || !totalMs ? undefined : (100 * ms) / totalMs
  return {
    ...facts,
    reason: sentence(`why-${facts.id}`),
    layers: found.map(({ index }) => index),
    ms,
    percent,
    severity: severityOf(percent),
  }
}

function severityOf(percent: number | undefined): FindingSeverity {
  if (percent === undefined) return 'medium'
  if (percent >= HIGH_PERCENT) return 'high'
  return percent >= MEDIUM_PERCENT ? 'medium' : 'low'
}
