import { Worker } from 'node:worker_threads'
import type { FidelityReport } from '@understudy/sdk/synthesize'
import type { MeasureAnswer, MeasureRequest } from './measure-request.ts'

/** Beside this file, as it was started: from its source or built. */
const workerFile = import.meta.url.endsWith('.ts')
  ? './measure.worker.ts'
  : './services/quality/fidelity/measure.worker.js'

/**
 * In a thread of its own: it calculates for long without a pause, and meanwhile leases are kept and requests answered.
 * It ends with the signal.
 */
export async function measureInThread(request: MeasureRequest, signal: AbortSignal): Promise<FidelityReport> {
  signal.throwIfAborted()
  const worker = new Worker(new URL(workerFile, import.meta.url), { workerData: request })
  try {
    return await new Promise<FidelityReport>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      worker.on('message', (answer: MeasureAnswer) => {
        if ('report' in answer) resolve(answer.report)
        else reject(answer.failure)
      })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`the thread that measures fidelity ended with ${code}`)))
    })
  } finally {
    await worker.terminate()
  }
}
