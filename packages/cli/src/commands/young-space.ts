import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Two halves, of which one is used at a time. With less, each request costs more; with more, none costs less. */
const most = 16 << 20
const lookMs = 200

/**
 * What is young takes 16 MiB. V8 would let it take 64, and loading a program alone makes it so large, though next to all of
 * it is dead by then. It has no such bound that could be set while it runs: so it is made as large first, before anything is
 * loaded, and let grow only where it is smaller, as V8 makes it by itself where little is done.
 */
export function boundYoungSpace(): void {
  growYoungSpace()
  let factor = 0
  const look = () => {
    const wanted = youngBytes() < most ? 2 : 1
    if (wanted !== factor) growBy(wanted)
    factor = wanted
  }
  look()
  setInterval(look, lookMs).unref()
}

/** By what it does not grow by itself where next to nothing outlives it, as with small answers: things that do. */
function growYoungSpace(): void {
  growBy(8)
  const alive: object[] = []
  for (let rounds = 0; rounds < 100 && youngBytes() < most; rounds++) {
    for (let i = 0; i < 1000; i++) alive.push({ i, rounds })
  }
}

function growBy(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`)
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? most
}
