import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/client.ts', 'src/admin.ts'],
  format: 'esm',
  target: 'node22',
  dts: true,
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
})
