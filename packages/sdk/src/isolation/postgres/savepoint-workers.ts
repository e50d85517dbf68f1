import type { Clone, Clones } from '../clone.ts'
import { everyOne } from '../every-one.ts'
import type { World } from '../world.ts'
import { openSavepointWorlds } from './held/open-savepoint-worlds.ts'
import type { SavepointWorlds } from './held/savepoint-worlds.ts'
import { openLeakWatch } from './leaks.ts'
import type { SourceWatch } from './source-watch.ts'

interface Worker {
  readonly worlds: SavepointWorlds
  close(): Promise<void>
}

/** Opens a world on savepoints; `free` is called when it has closed. */
export interface SavepointPlaces {
  open(about: {
    testId?: string | undefined
    signal?: AbortSignal | undefined
  }): Promise<{ world: World; free(): void }>
  close(): Promise<void>
}

/**
 * Databases that savepoint worlds run on, one world at a time each: two transactions that insert the same key would
 * wait for each other, and sequences could not be set back after one while the other counts on. Usually it is one.
 */
export function savepointWorkers(clones: Clones, source: SourceWatch): SavepointPlaces {
  const idle: Worker[] = []
  const all: Worker[] = []
  const next = async () => {
    const worker = idle.pop()
    if (worker) return worker
    const made = await openWorker(await clones.take({}), clones, source)
    all.push(made)
    return made
  }
  return {
    async open(about) {
      const worker = await next()
      const free = () => idle.push(worker)
      try {
        return { world: await worker.worlds.open(about), free }
      } catch (thrown) {
        free()
        throw thrown
      }
    },
    async close() {
      await everyOne(all.splice(0).map((worker) => () => worker.close()))
    },
  }
}

async function openWorker(clone: Clone, clones: Clones, source: SourceWatch): Promise<Worker> {
  try {
    const leaks = await openLeakWatch(clone.database, { own: true })
    const worlds = await openSavepointWorlds({ url: clone.url, clones, leaks, source })
    return {
      worlds,
      close: () => everyOne([() => worlds.close(), () => clone.release()]),
    }
  } catch (thrown) {
    await clone.release()
    throw thrown
  }
}
