import { Closing } from '../src/closing.ts'
import { parseConfig } from '../src/config.ts'
import { createUsageMeter } from '../src/jobs/usage-meter.ts'
import { createLog } from '../src/observe/log.ts'
import { openServerServices, openServices } from '../src/open-services.ts'
import { cloneKind } from '../src/services/jobs/kinds/clone.ts'
import { startWorkers } from '../src/services/jobs/start-workers.ts'
import { started } from './started.ts'

/**
 * One worker over the store of its argument, until it is killed. It copies parts of so many bytes, and takes whoever helps
 * it for dead after so long a silence.
 */
const [given = '', chunkBytes, silenceMs] = process.argv.slice(2)
const config = parseConfig(JSON.parse(given))
const now = () => new Date()
const closing = new Closing()
const opened = await openServices(config, { now, publicUrl: () => '' }, closing)
const log = createLog((line) => void (line.includes('"level":"error"') && process.stderr.write(line)), now)
const services = await openServerServices(config, opened, log, closing)
const sizes = { chunkBytes: Number(chunkBytes), silenceMs: Number(silenceMs) }
const kinds = new Map([...services.kinds, ['clone', cloneKind(services, { dryRun: false, ...sizes })]])
const reportFailure = (task: string, thrown: unknown) => log.failure('task.failed', thrown, { task })
// On a busy machine one partition is killed again and again: here none is to blame for that.
const worker = { ...services, kinds, meter: createUsageMeter(), reportFailure, mostTries: 10_000, beatMs: 200 }
await startWorkers(worker, { concurrency: 1, pollMs: 50 })
started('working')
