import type { StageContext } from '../../base/progress.ts'
import type { SearchLog } from './search-log.ts'
import type { SearchSpec } from './spec.ts'

/** What the parts of a search share. */
export interface SearchWork extends SearchSpec {
  readonly log: SearchLog
  readonly context: StageContext
}
