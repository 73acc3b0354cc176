import { describe, expect, it } from 'vitest'
import { CLASS_CURVES_ROLE } from '../../../src/main/runs/class-curves.ts'
import { ENGINE_ROLES } from '../../../src/main/runs/engine-record.ts'
import { SEARCH_ROLE } from '../../../src/main/runs/search-record.ts'
import { SENSITIVITY_ROLE, SUMMARY_ROLE } from '../../../src/main/runs/sensitivity-record.ts'
import en from '../../../src/renderer/i18n/messages/run.en.ts'

const ROLES = [
  ...['output', 'detections', 'confusion', 'table', 'histograms', 'scale-groups', 'recipe'],
  ...[CLASS_CURVES_ROLE, SEARCH_ROLE, SENSITIVITY_ROLE, SUMMARY_ROLE],
  ...Object.values(ENGINE_ROLES),
]

describe('files of a run', () => {
  it.each(ROLES)('of role %s say what they are', (role) => {
    expect(Object.keys(en.files.roles)).toContain(role.replaceAll(/[^a-z]+/g, '_'))
  })
})
