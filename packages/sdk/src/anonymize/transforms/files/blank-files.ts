/** The smallest files of their kinds that programs open: one white or grey pixel, one empty page. */
export interface FileKind {
  readonly name: 'png' | 'jpeg' | 'gif' | 'pdf'
  /** How every file of the kind begins, in hexadecimal digits. */
  readonly start: string
  readonly blank: Uint8Array
}

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg=='
const gif = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

/** Baseline, one component; both Huffman tables hold one code, for nothing. */
const jpeg = [
  'ffd8',
  `ffdb004300${'01'.repeat(64)}`,
  'ffc0000b080001000101011100',
  `ffc4001400${'01'}${'00'.repeat(15)}00`,
  `ffc4001410${'01'}${'00'.repeat(15)}00`,
  'ffda0008010100003f00',
  '3f',
  'ffd9',
].join('')

function pdf(): string {
  const objects = [
    '1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n',
    '2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n',
    '3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Resources<<>>>>\nendobj\n',
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object) => {
    const at = text.length
    text += object
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 4\n0000000000 65535 f \n${places.join('')}`
  return `${text}${table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`
}

export const fileKinds: readonly FileKind[] = [
  { name: 'png', start: '89504e470d0a1a0a', blank: Buffer.from(png, 'base64') },
  { name: 'jpeg', start: 'ffd8ff', blank: Buffer.from(jpeg, 'hex') },
  { name: 'gif', start: '47494638', blank: Buffer.from(gif, 'base64') },
  { name: 'pdf', start: '255044462d', blank: Buffer.from(pdf(), 'latin1') },
]
