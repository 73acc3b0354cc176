import { hasReference, referenceFolder } from './shared.ts'

/** Says before the first test whether reference data is there, so that a skipped suite is never a surprise. */
export default function announce(): void {
  console.log(
    hasReference
      ? `reference data: ${referenceFolder}`
      : `reference data: none at ${referenceFolder}; suites that compare with it are skipped (set QUANTBENCH_REFERENCE to use another folder)`,
  )
}
