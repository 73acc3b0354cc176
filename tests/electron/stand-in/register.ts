import { registerHooks } from 'node:module'

// Loaded before the built main bundle: whatever imports `electron` gets the stand-in.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('electron.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
})
await import('./remote-control.ts')
