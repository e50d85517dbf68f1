import { defineConfig } from 'tsup'

const faces = ['src/index.ts', 'src/client.ts', 'src/admin.ts']

export default defineConfig({
  // A worker is started by the path of its file, so each is an entry of its own.
  entry: [...faces, 'src/**/*.worker.ts'],
  format: 'esm',
  target: 'node22',
  dts: { entry: faces },
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
})
