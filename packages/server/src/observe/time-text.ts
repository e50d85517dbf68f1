/** `toISOString()` of times that mostly go on: what comes of one second is written out once, which is most of the work. */
export function timeTexts(): (ms: number) => string {
  let second = Number.NaN
  let upToSecond = ''
  let last = Number.NaN
  let text = ''
  return (ms) => {
    if (ms === last) return text
    const begun = Math.floor(ms / 1000)
    if (begun !== second) {
      upToSecond = new Date(ms).toISOString().slice(0, -4)
      second = begun
    }
    last = ms
    text = `${upToSecond}${String(ms - begun * 1000).padStart(3, '0')}Z`
    return text
  }
}
