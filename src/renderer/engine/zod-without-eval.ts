import { z } from 'zod'

// zod compiles its parsers with `new Function` where it may; the page's CSP forbids it, and even the attempt is
// reported. Schemas ask when they are made, so this must be imported before any of them.
z.config({ jitless: true })
