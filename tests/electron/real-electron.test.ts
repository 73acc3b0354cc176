import { describe } from 'vitest'
import { openElectron, WHY_NOT } from './real-electron.ts'
import { describeShell } from './shell-checks.ts'

const name = 'the built shell in Electron itself'

describe.skipIf(WHY_NOT !== undefined)(WHY_NOT === undefined ? name : `${name} (${WHY_NOT})`, () => {
  describeShell(openElectron)
})
