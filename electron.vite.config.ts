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
          job: resolve(here, 'src/main/job.ts'),
          'decode-worker': resolve(here, 'src/main/data/decode-worker.ts'),
          'observer-worker': resolve(here, 'src/main/calib/observer-worker.ts'),
          'gradient-worker': resolve(here, 'src/main/qat/gradient-worker.ts'),
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
      rollupOptions: { input: resolve(here, 'src/renderer/index.html') },
    },
    plugins: [vue()],
  },
})
