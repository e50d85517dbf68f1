import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const squeeze = { gz: promisify(gzip), br: promisify(brotliCompress) }
const options = {
  gz: { level: 9 },
  br: { params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } },
}

/** Writes what browsers load beside itself, compressed, so that the server has no work with it. */
export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved({ root, build }) {
      folder = join(root, build.outDir, 'assets')
    },
    async closeBundle() {
      for (const name of await readdir(folder)) {
        if (!/\.(?:js|css)$/.test(name)) continue
        const content = await readFile(join(folder, name))
        if (content.length < 1024) continue
        await writeFile(join(folder, `${name}.gz`), await squeeze.gz(content, options.gz))
        await writeFile(join(folder, `${name}.br`), await squeeze.br(content, options.br))
      }
    },
  }
}
