import { defineConfig } from 'tsup'

export default defineConfig({
  // A worker is started by the path of its file, so each is an entry of its own.
  // How `serve` keeps its heap, and a tick, is asked for by the bench, too.
  entry: ['src/main.ts', 'src/commands/keep-tick.ts', 'src/commands/young-space.ts', 'src/**/*.worker.ts'],
  format: 'esm',
  target: 'node22',
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
})
