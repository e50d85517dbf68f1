/** `toISOString()` of times that mostly go on: what comes of one second is written out once, which is most of the work. */
export function timeTexts(): (time: Date) => string {
  let second = Number.NaN
  let text = ''
  return (time) => {
    const ms = time.getTime()
    const begun = Math.floor(ms / 1000)
    if (begun !== second) {
      text = time.toISOString().slice(0, -4)
      second = begun
    }
    return `${text}${String(ms - begun * 1000).padStart(3, '0')}Z`
  }
}
