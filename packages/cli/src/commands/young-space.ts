import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Two halves, of which one is used at a time. */
const most = 16 << 20
const lookMs = 200

/**
 * V8 would let what is young take 64 MiB, and loading a program alone makes it so large, though next to all of it is dead by
 * then. Said before anything is loaded; what runs for long lets it grow afterwards.
 */
export function keepYoungSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * As large as a server's requests need: with less, each costs more. V8 has no such bound that could be set while it runs,
 * and makes it smaller by itself where little is done, so that it is looked at now and then.
 */
export function letYoungGrow(): void {
  let factor = 0
  const look = () => {
    const wanted = youngBytes() < most ? 2 : 1
    if (wanted !== factor) setFlagsFromString(`--semi-space-growth-factor=${wanted}`)
    factor = wanted
  }
  look()
  setInterval(look, lookMs).unref()
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? most
}
