import { isDeepStrictEqual } from 'node:util'

import { addElement } from './edit.js'
import { readHostFile } from './entries.js'
import { formats } from './formats/formats.js'
import type { Host } from './hosts/host.js'
import { valueAt } from './value-at.js'

/** The input by which VS Code asks for the address of the database once and stores it. */
const secretInput = {
  type: 'promptString',
  id: 'jhe-db-conn',
  description: "PostgreSQL URL of JHE's database",
  password: true,
} as const

/** The placeholder in the entry for the secret that the host asks for. */
export const askedSecret = `\${input:${secretInput.id}}`

const isIt = (input: unknown): boolean => valueAt(input, ['id']) === secretInput.id

const inputsOf = (text: string, host: Host, label: string): readonly unknown[] => {
  const inputs = readHostFile(text, host, label)['inputs']
  return Array.isArray(inputs) ? inputs : []
}

/** The file with the input, where it has none. */
export const withInput = (text: string, host: Host, label: string): string =>
  inputsOf(text, host, label).some(isIt) ? text : addElement(text, 'inputs', secretInput)

const isEmpty = (value: unknown): boolean =>
  isDeepStrictEqual(value, {}) || isDeepStrictEqual(value, [])

/** The file without a member that holds nothing. */
export const withoutEmpty = (text: string, host: Host, key: string, label: string): string =>
  isEmpty(readHostFile(text, host, label)[key]) ? formats[host.format].remove(text, [key]) : text

/** The file without the input, where no entry uses it. */
export function withoutInput(text: string, host: Host, label: string): string {
  if (text.includes(askedSecret)) return text
  const at = inputsOf(text, host, label).findIndex(isIt)
  if (at < 0) return text
  return withoutEmpty(formats[host.format].remove(text, ['inputs', at]), host, 'inputs', label)
}
