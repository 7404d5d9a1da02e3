import { isRecord, type JsonRecord } from '../record.js'

/** What JSON writes as it is: printable ASCII but the quotation mark and the backslash. */
const asItIs = /^[ !#-[\]-~]*$/

const quotationMark = 0x22
const backslash = 0x5c
/** `\b`, `\t`, `\n`, `\f` and `\r`, which JSON writes in two characters; other controls in six. */
const short = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d])

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000

/** How many bytes longer than in UTF-8, where a lone surrogate is replaced by three. */
const escapesIn = (text: string): number => {
  let more = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < 0x20) more += short.has(unit) ? 1 : 5
    else if (unit === quotationMark || unit === backslash) more += 1
    else if (isHigh(unit) && isLow(text.charCodeAt(at + 1))) at += 1
    else if (isHigh(unit) || isLow(unit)) more += 3
  }
  return more
}

const sizeOfText = (text: string): number =>
  2 + (asItIs.test(text) ? text.length : Buffer.byteLength(text) + escapesIn(text))

const sizeOfRecord = (record: JsonRecord): number => {
  let size = 1
  for (const key of Object.keys(record)) {
    const value = record[key]
    if (value !== undefined) size += sizeOfText(key) + 2 + jsonSize(value)
  }
  return Math.max(2, size)
}

/**
 * Bytes of a JSON value as `JSON.stringify` would write it in UTF-8, without writing it.
 * @param value of records, arrays, texts, numbers, booleans, null and undefined
 */
export function jsonSize(value: unknown): number {
  if (typeof value === 'string') return sizeOfText(value)
  if (Array.isArray(value)) {
    let size = Math.max(2, 1 + value.length)
    for (const part of value) size += jsonSize(part)
    return size
  }
  if (isRecord(value)) return sizeOfRecord(value)
  if (typeof value === 'boolean') return value ? 4 : 5
  return Number.isFinite(value) ? String(value).length : 4
}
