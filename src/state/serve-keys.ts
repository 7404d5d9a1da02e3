import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

import type { ServeKeys } from './store.js'

const algorithm = 'aes-256-gcm'
const keyBytes = 32
const ivBytes = 12
const tagBytes = 16
/** Begins every sealed text, so that another form can follow one day. */
const form = 'v1.'

/** A key of its own for one purpose (RFC 5869), so that none of them says anything about another. */
const derive = (key: Buffer, label: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `jhe-mcp ${label} v1`, keyBytes))

const sealWith = (key: Buffer, text: string, context: string): string => {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, key, iv)
  cipher.setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return form + Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url')
}

const openWith = (key: Buffer, sealed: Buffer, context: string): string | undefined => {
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivBytes))
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  try {
    const text = decipher.update(sealed.subarray(ivBytes, -tagBytes))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

const keyOf = (base64: string): Buffer => {
  const key = Buffer.from(base64, 'base64')
  if (key.length !== keyBytes) throw new RangeError('a key is not 32 bytes long')
  return key
}

/**
 * The secrets of `jhe-mcp serve` from its keys. The first key seals, all of them open (AES-256-GCM,
 * NIST SP 800-38D), so that a new key can be put before the old ones.
 * @param base64 keys of 32 bytes, the newest first; one at least
 * @throws RangeError for a key of another length, and for none
 */
export function createServeKeys(base64: readonly string[]): ServeKeys {
  const [first, ...older] = base64.map(keyOf)
  if (first === undefined) throw new RangeError('there is no key')
  const secrets = (purpose: string): readonly [Buffer, ...Buffer[]] => [
    derive(first, purpose),
    ...older.map((key) => derive(key, purpose)),
  ]
  const sealing = secrets('sealing')
  const [newest] = sealing
  return {
    seal: (text, context) => sealWith(newest, text, context),
    open: (sealed, context) => {
      const bytes = Buffer.from(sealed.slice(form.length), 'base64url')
      if (!sealed.startsWith(form) || bytes.length < ivBytes + tagBytes) return undefined
      for (const key of sealing) {
        const text = openWith(key, bytes, context)
        if (text !== undefined) return text
      }
      return undefined
    },
    secrets,
  }
}
