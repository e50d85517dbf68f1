import { svelte } from '@sveltejs/vite-plugin-svelte'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vitest/config'
import { precompress } from './precompress.ts'

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), tailwindcss(), precompress()],
  // Newer than light-dark(), by which each colour is said once.
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:4600' } },
  // Under vitest Svelte must resolve to its client build, or mount() is missing.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: {
    name: 'dashboard',
    include: ['src/**/*.test.ts'],
    environment: './test/client-environment.ts',
    passWithNoTests: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}))
