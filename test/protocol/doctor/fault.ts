import { join } from 'node:path'

import type { Change, DoctorWorld } from '../../support/doctor-world.js'

/** Makes one thing wrong. */
export interface Fault {
  readonly id: string
  readonly what: string
  readonly status: 'warn' | 'fail'
  /** What differs in the run; may also change the world. */
  readonly break: (world: DoctorWorld) => Change | Promise<Change>
  readonly mend?: (world: DoctorWorld) => Promise<unknown>
}

export const env = (change: Readonly<Record<string, string>>) => (): Change => ({ env: change })

export const sessionOf = ({ tokenDir }: DoctorWorld): string => join(tokenDir, 'token_cache.json')
export const asideOf = ({ home }: DoctorWorld): string => join(home, 'aside')
