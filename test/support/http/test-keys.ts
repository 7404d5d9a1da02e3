import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

import type { ServeKeys } from '../../../src/state/store.js'

const derived = (key: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', purpose, 32))

const openWith = (key: string, sealed: string, context: string): string | undefined => {
  const bytes = Buffer.from(sealed, 'base64url')
  try {
    const cipher = createDecipheriv('aes-256-gcm', derived(key, 'seal'), bytes.subarray(0, 12))
    cipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString()
  } catch {
    return undefined
  }
}

/** The keys of replicas, from any texts, the newest first. */
export const testKeys = (newest: string, ...older: string[]): ServeKeys => ({
  seal: (text, context) => {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', derived(newest, 'seal'), iv)
    cipher.setAAD(Buffer.from(context))
    const sealed = Buffer.concat([cipher.update(text), cipher.final()])
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
  },
  open: (sealed, context) =>
    [newest, ...older]
      .map((key) => openWith(key, sealed, context))
      .find((text) => text !== undefined),
  secrets: (purpose) => [newest, ...older].map((key) => derived(key, purpose)),
})
