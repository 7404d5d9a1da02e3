import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { root } from './source-files.js'

/** Folder of real JHE dumps and tokens, beside the repository where somebody has them. */
const folder = join(root, '..', 'shared', 'jhe')

/** Whether the real dumps and tokens are here; tests that need them say so and are skipped. */
export const hasRealJhe = existsSync(folder)

export const realFile = (name: string): string => join(folder, name)

if (!hasRealJhe) console.warn('No real JHE dumps beside the repository: tests on them are skipped.')
