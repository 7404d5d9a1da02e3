import { z } from 'zod'

import { JheError } from '../../errors.js'
import { ManagedFileFault, readManagedFile, type ManagedFault } from '../../files/managed-file.js'
import { listOfIds, oneId, type Reader } from '../../setting-readers.js'
import type { PolicyPlace } from './policy-place.js'

/** A text as the setting of its name reads it. */
const asSetting = <T>(read: Reader<T>) =>
  z.string().transform((text, context): T => {
    const found = read(text)
    if ('value' in found) return found.value
    context.addIssue(found.fault)
    return z.NEVER
  })

/** What an administrator may demand; each key narrows as the setting of its name does. */
const createPolicySchema = () => {
  const id = z.int().min(1)
  const ids = z.union([asSetting(listOfIds), z.array(id).min(1)])
  return z.strictObject({
    study: ids.optional(),
    patient: z.union([asSetting(oneId), id]).optional(),
    scope: z.string().optional(),
    tools: z.string().optional(),
    /** Consent is then always enforced. */
    consent: z.literal('enforce').optional(),
    max_rows: z.int().min(1).max(1000).optional(),
    max_bytes: z.int().min(2000).max(10_000_000).optional(),
    /** How much one person may read before the brake holds; the lower of these and the settings. */
    brake_patients_per_hour: z.int().min(1).optional(),
    brake_patients_per_day: z.int().min(1).optional(),
    brake_rows_per_hour: z.int().min(1).optional(),
    /** Beside those of the settings. */
    canaries: ids.optional(),
  })
}

/** The managed policy of this computer. */
export type Policy = z.output<ReturnType<typeof createPolicySchema>>

const reasons: Readonly<Record<ManagedFault, string>> = {
  link: 'is a link',
  'not plain': 'is not a plain file',
  foreign: 'does not belong to the administrator',
  writable: 'may be written by others than the administrator',
  'too long': 'is longer than 64 KB',
  unreadable: 'cannot be read',
}

const refusal = (path: string, why: string, options?: ErrorOptions): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `The policy of this computer is not used: ${path} ${why}.`,
    'Nothing is answered until the administrator of this computer mends or removes it; `jhe-mcp doctor` checks it again.',
    options,
  )

const textOf = ({ path, owner }: PolicyPlace): string | undefined => {
  try {
    return readManagedFile(path, owner)
  } catch (thrown) {
    if (!(thrown instanceof ManagedFileFault)) throw thrown
    throw refusal(thrown.path, reasons[thrown.fault], { cause: thrown })
  }
}

const parsed = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (thrown) {
    throw refusal(path, 'is not JSON', { cause: thrown })
  }
}

/**
 * The policy of this computer, or undefined where there is none.
 * @throws JheError CONFIG_INVALID for one that others could have written, and for one that is wrong
 */
export function readPolicy(place: PolicyPlace): Policy | undefined {
  const text = textOf(place)
  if (text === undefined) return undefined
  const policySchema = createPolicySchema()
  const policy = policySchema.safeParse(parsed(place.path, text))
  if (policy.success) return policy.data
  const issue = policy.error.issues[0]
  if (issue?.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => JSON.stringify(key.slice(0, 40))).join(', ')
    const known = Object.keys(policySchema.shape).join(', ')
    throw refusal(place.path, `holds ${keys}, of the keys ${known} that this version knows`)
  }
  const key = String(issue?.path[0] ?? '')
  throw refusal(place.path, key === '' ? 'is not a JSON object' : `holds a wrong value of "${key}"`)
}
