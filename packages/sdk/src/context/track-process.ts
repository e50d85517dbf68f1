/** What has to be done before the process ends. */
export type LastThing = () => Promise<unknown>

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Signal = (typeof signals)[number]

/** Milliseconds that a process which is told to end still takes. */
const bound = 5000

const lastThings = new Set<LastThing>()
let ending: Promise<void> | undefined

/**
 * Has something done before this process ends: by a signal, by an error that nobody catches, or because nothing is left to
 * do. Then it ends as if nobody had listened. Nothing is listened to while there is nothing to do. The answer takes it back.
 */
export function beforeProcessEnds(lastThing: LastThing): () => void {
  if (lastThings.size === 0) listen()
  lastThings.add(lastThing)
  return () => {
    if (lastThings.delete(lastThing) && lastThings.size === 0) stopListening()
  }
}

function listen(): void {
  for (const signal of signals) process.on(signal, onSignal)
  process.on('uncaughtException', onUncaught)
  process.on('beforeExit', onBeforeExit)
}

function stopListening(): void {
  for (const signal of signals) process.off(signal, onSignal)
  process.off('uncaughtException', onUncaught)
  process.off('beforeExit', onBeforeExit)
}

function onSignal(signal: Signal): void {
  // Who asks twice does not want to wait.
  if (ending) {
    raise(signal)
    return
  }
  const others = process.listenerCount(signal) > 1
  void end().then(() => {
    // Where others listen, it is theirs to say what the signal means.
    if (!others) raise(signal)
  })
}

function raise(signal: Signal): void {
  stopListening()
  process.kill(process.pid, signal)
}

/** Promises whose rejection nobody handles come here too. */
function onUncaught(error: unknown): void {
  // Where others listen, such as a runner that fails the test by it, the process goes on, and so do its contexts.
  if (process.listenerCount('uncaughtException') > 1) return
  void end().then(() => {
    stopListening()
    setImmediate(() => {
      throw error
    })
  })
}

function onBeforeExit(): void {
  void end()
}

function end(): Promise<void> {
  ending ??= finish().finally(() => {
    ending = undefined
  })
  return ending
}

async function finish(): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, bound)
  })
  await Promise.race([late, Promise.allSettled([...lastThings].map((lastThing) => lastThing()))])
  clearTimeout(timer)
  // What could not be done in time is not tried again: beforeExit would never end.
  lastThings.clear()
  stopListening()
}
