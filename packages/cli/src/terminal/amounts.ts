/** 1234567 → 1,234,567 */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

export function bytes(count: number): string {
  let value = count
  let unit = 0
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

export function seconds(count: number): string {
  if (count < 60) return `${count.toFixed(count < 10 ? 1 : 0)} s`
  return `${Math.floor(count / 60)} min ${Math.round(count % 60)} s`
}

/** As seconds, but what is shorter than one has its milliseconds. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return seconds(milliseconds / 1000)
  return `${milliseconds < 10 ? Number(milliseconds.toFixed(1)) : Math.round(milliseconds)} ms`
}

export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${Math.round(count) === 1 ? noun : plural}`
}
