// `npm run demo`: the main job on the bundled detector and data, then the comparison.
// `npm run demo -- MODEL DATA [flags of quantbench run]`: the same on a detector and data of one's own.
import { main } from '../src/main/cli/main.ts'

const given = process.argv.slice(2)
const [model, data, ...flags] = given
const own = model !== undefined && data !== undefined && !model.startsWith('-') && !data.startsWith('-')

process.exitCode = await main(own ? ['run', model, '--data', data, ...flags] : ['demo', ...given])
if (process.exitCode === 0) console.error('Every run is kept: bin/quantbench runs list')
