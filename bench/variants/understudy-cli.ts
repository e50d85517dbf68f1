import { report } from '../measure.ts'

/** The command line in this process, so that what it uses is what this process uses. */
const [rows, ...args] = process.argv.slice(2)
process.argv = [process.execPath, 'understudy', ...args]
process.on('exit', () => report(Number(rows)))
await import(new URL('../../packages/cli/dist/main.js', import.meta.url).href)
