import type { Patience } from '../connector-services.ts'
import { failed, Passing, waitOrThrow } from '../failures.ts'
import type { OpenObject } from '../places/object-place.ts'

interface Steadiness {
  readonly patience: Patience
  readonly signal: AbortSignal
  /** What is longer is refused. */
  readonly mostBytes: number
}

/**
 * An object's bytes from here to its end, in one stream: where the connection breaks off, they are asked for from there.
 * As many times as there is patience for, since the last time that anything came.
 */
export async function* steadyBytes(
  object: OpenObject,
  from: number,
  { patience, signal, mostBytes }: Steadiness,
): AsyncGenerator<Uint8Array> {
  if (object.size !== undefined && object.size > mostBytes) throw tooLong(mostBytes)
  let at = from
  for (let attempt = 1; ; attempt++) {
    try {
      for await (const piece of await object.read(at)) {
        signal.throwIfAborted()
        at += piece.length
        attempt = 1
        if (at > mostBytes) throw tooLong(mostBytes)
        yield piece
      }
      if (object.size === undefined || at >= object.size) return
      throw new Passing('the answer breaks off before its end')
    } catch (thrown) {
      await waitOrThrow(thrown, attempt, patience, signal)
    }
  }
}

/** One range, whole. */
export async function steadyRange(
  object: OpenObject,
  from: number,
  to: number,
  { patience, signal }: Pick<Steadiness, 'patience' | 'signal'>,
): Promise<ArrayBuffer> {
  for (let attempt = 1; ; attempt++) {
    try {
      const pieces: Uint8Array[] = []
      for await (const piece of await object.read(from, to)) pieces.push(piece)
      const whole = Buffer.concat(pieces)
      if (whole.length !== to - from) throw new Passing('the answer breaks off before its end')
      return new Uint8Array(whole).buffer
    } catch (thrown) {
      await waitOrThrow(thrown, attempt, patience, signal)
    }
  }
}

function tooLong(most: number): Error {
  return failed(`it is longer than the ${Math.floor(most / 1024 / 1024)} MB that one object may have`)
}
