import { parentPort, workerData } from 'node:worker_threads'
import type { Slice } from '@understudy/sdk'
import { messageOf, UnderstudyError } from '@understudy/sdk/error'
import { type EncodeRequest, encodeJob } from './encode-request.ts'
import type { TaskDone, TaskFailed } from './worker-messages.ts'

/** The thread that starts this one gives the request; see workers.ts. */
function requestOf(data: unknown): EncodeRequest {
  return data as EncodeRequest
}

const port = parentPort
if (!port) throw new Error('encode.worker is started as a worker thread')
const job = await encodeJob(requestOf(workerData))

port.on('message', (task: Slice) => {
  try {
    const pieces = Array.from(job.pieces(task), (piece) => ({ ...piece, bytes: Uint8Array.from(piece.bytes) }))
    const done: TaskDone = { pieces }
    port.postMessage(
      done,
      pieces.map(({ bytes }) => bytes.buffer),
    )
  } catch (thrown) {
    const failed: TaskFailed = {
      failure:
        thrown instanceof UnderstudyError
          ? {
              code: thrown.code,
              message: thrown.message,
              operation: thrown.operation,
              at: thrown.at,
              hint: thrown.hint,
            }
          : { code: 'INTERNAL', message: messageOf(thrown), operation: 'encode rows', at: undefined, hint: undefined },
    }
    port.postMessage(failed)
  }
})
