import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate of `name` that nobody vouches for but itself (X.509 v3, Ed25519), good until 2049, as PEM. */
export function selfSigned(name: string): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const subject = sequence(set(sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(name)))))
  const names = sequence(tagged(0x82, Buffer.from(name)))
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    tagged(0x02, Buffer.of(1)),
    algorithm,
    subject,
    sequence(tagged(0x17, Buffer.from('200101000000Z')), tagged(0x17, Buffer.from('491231235959Z'))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(sequence(oid('2.5.29.17'), tagged(0x04, names)))),
  )
  const signature = tagged(0x03, Buffer.concat([Buffer.of(0), sign(null, body, privateKey)]))
  const der = sequence(body, algorithm, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`,
  }
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}
function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}
function set(part: Buffer): Buffer {
  return tagged(0x31, part)
}
/** Only of arcs below 128. */
function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.of(first * 40 + second, ...rest))
}
const algorithm = sequence(oid('1.3.101.112'))
