import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const here = import.meta.dirname

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: {
          index: resolve(here, 'src/main/index.ts'),
          cli: resolve(here, 'src/main/cli/start.ts'),
          engine: resolve(here, 'src/main/engine.ts'),
          job: resolve(here, 'src/main/job.ts'),
          analysis: resolve(here, 'src/main/analysis.ts'),
          'decode-worker': resolve(here, 'src/main/data/decode-worker.ts'),
          'observer-worker': resolve(here, 'src/main/calib/observer-worker.ts'),
          'gradient-worker': resolve(here, 'src/main/qat/gradient-worker.ts'),
          'provider-probe': resolve(here, 'src/main/stages/doctor/provider-probe.ts'),
          'probe-worker': resolve(here, 'src/main/stages/sensitivity/probe-worker.ts'),
          'heartbeat-worker': resolve(here, 'src/main/jobs/heartbeat-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { index: resolve(here, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'src/renderer'),
    build: {
      outDir: resolve(here, 'out/renderer'),
      // electron-vite's default is none, but browsers get these files from the engine too.
      minify: 'oxc',
      rollupOptions: { input: resolve(here, 'src/renderer/index.html') },
    },
    // The CSP has no `unsafe-eval`, and production needs none of what these flags would keep.
    define: {
      __VUE_OPTIONS_API__: false,
      __VUE_PROD_DEVTOOLS__: false,
      __VUE_I18N_FULL_INSTALL__: false,
      __VUE_I18N_LEGACY_API__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
    },
    // Views have paths of any depth (`/runs/ID/layers`); electron-vite would make the addresses of files relative.
    plugins: [vue(), { name: 'absolute-base', config: () => ({ base: '/' }) }],
  },
})
