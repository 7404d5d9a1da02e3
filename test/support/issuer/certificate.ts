import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** One DER element: tag, length, content (ITU-T X.690, section 8.1). */
const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const size = content.length
  const length = size < 128 ? [size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts)
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const time = (date: Date): Buffer =>
  der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '')))

const commonName = '550403'
const subjectAltName = '551d11'
const basicConstraints = '551d13'
const sha256WithRsa = sequence(objectId('2a864886f70d01010b'), der(0x05))

const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), der(0x04, value))

export interface TestCertificate {
  readonly cert: string
  readonly key: string
}

/**
 * A certificate for `hostname`, signed by itself (RFC 5280, section 4.1).
 * @param hours how long it is good for from now on; negative for one that is over
 */
export function createCertificate(hostname: string, hours = 1): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const name = sequence(der(0x31, sequence(objectId(commonName), der(0x0c, Buffer.from(hostname)))))
  const extensions = sequence(
    extension(subjectAltName, sequence(der(0x82, Buffer.from(hostname)))),
    extension(basicConstraints, sequence(der(0x01, Buffer.from([0xff])))),
  )
  const toSign = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    sha256WithRsa,
    name,
    sequence(
      time(new Date(Date.now() - 24 * 3_600_000)),
      time(new Date(Date.now() + hours * 3_600_000)),
    ),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toSign, privateKey))
  const body = sequence(toSign, sha256WithRsa, signature).toString('base64')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${body.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
