import { Worker } from 'node:worker_threads'
import type { FidelityReport } from '@understudy/sdk/synthesize'
import type { MeasureAnswer, MeasureRequest } from './measure-request.ts'

/** Beside this file, as it was started: from its source or built. */
const workerFile = import.meta.url.endsWith('.ts')
  ? './measure.worker.ts'
  : './services/quality/fidelity/measure.worker.js'
/** So long one that has nothing to do is kept: to load what it needs takes longer than many a measure. */
const idleMs = 10_000
let idle: Worker | undefined

/**
 * In a thread of its own: it calculates for long without a pause, and meanwhile leases are kept and requests answered.
 * It ends with the signal; one that has answered does the next, if that comes soon.
 */
export async function measureInThread(request: MeasureRequest, signal: AbortSignal): Promise<FidelityReport> {
  signal.throwIfAborted()
  const worker = idle ?? new Worker(new URL(workerFile, import.meta.url))
  idle = undefined
  worker.removeAllListeners()
  worker.ref()
  let answer: MeasureAnswer
  try {
    answer = await answered(worker, request, signal)
  } catch (thrown) {
    await worker.terminate()
    throw thrown
  }
  keep(worker)
  if ('report' in answer) return answer.report
  throw answer.failure
}

function answered(worker: Worker, request: MeasureRequest, signal: AbortSignal): Promise<MeasureAnswer> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason)
    signal.addEventListener('abort', give, { once: true })
    worker.on('message', (answer: MeasureAnswer) => {
      signal.removeEventListener('abort', give)
      resolve(answer)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => reject(new Error(`the thread that measures fidelity ended with ${code}`)))
    worker.postMessage(request)
  })
}

/** For whoever comes next: of several the last, for a while. It keeps no process alive. */
function keep(worker: Worker): void {
  void idle?.terminate()
  idle = worker
  worker.removeAllListeners()
  worker.unref()
  const end = () => {
    if (idle !== worker) return
    idle = undefined
    void worker.terminate()
  }
  worker.once('error', end)
  const timer = setTimeout(end, idleMs).unref()
  worker.once('exit', () => clearTimeout(timer))
}
