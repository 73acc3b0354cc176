import { main } from './main.ts'

// A reader that closed the pipe (`| head`) is no error.
process.stdout.on('error', () => process.exit(0))
process.exitCode = await main(process.argv.slice(2))
