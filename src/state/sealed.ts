import { createHash } from 'node:crypto'

import type { z } from 'zod'

import type { ServeKeys } from './store.js'

/** Under what a row is found: SHA-256 of its id in base64url, from which the id cannot be had. */
export const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64url')

/**
 * A value as text that only the keys can read.
 * @param row table and hash of the row; the text opens in no other row
 */
export function sealValue(keys: ServeKeys, row: string, value: unknown): string {
  return keys.seal(JSON.stringify(value), row)
}

/** @returns undefined where no key opens it, or it holds something else */
export function openValue<Schema extends z.ZodType>(
  keys: ServeKeys,
  row: string,
  sealed: { readonly text: string; readonly schema: Schema },
): z.output<Schema> | undefined {
  const text = keys.open(sealed.text, row)
  return text === undefined ? undefined : sealed.schema.safeParse(JSON.parse(text)).data
}
