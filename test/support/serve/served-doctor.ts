import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { ContextParts } from '../../../src/doctor/context.js'
import { diagnose, type DoctorFlags } from '../../../src/doctor/doctor-command.js'
import { ladderOf, type LadderChoice } from '../../../src/doctor/ladders.js'
import type { Report } from '../../../src/doctor/report.js'
import type { Runtime } from '../../../src/app/runtime.js'
import { roleScript } from '../../../src/sql-scripts/role-script.js'
import { createDatabase } from '../database/database.js'
import { testRuntime } from '../worlds/test-runtime.js'
import { openServedWorld, type ServedWorld } from './served-world.js'

/** How a run differs from that of a set-up in which all is well. */
export interface ServedChange {
  readonly env?: Readonly<Record<string, string>>
  readonly runtime?: Partial<Runtime>
  readonly flags?: DoctorFlags
  readonly parts?: Partial<ContextParts>
}

/** A correct set-up of two databases, and doctor's look at it. */
export interface ServedDoctor {
  readonly world: ServedWorld
  readonly env: Readonly<Record<string, string>>
  readonly home: string
  readonly stateUrl: string
  readonly databaseUrl: string
  /** Runs statements in the database of the state. */
  readonly stateSql: (sql: string) => Promise<unknown>
  readonly look: (choice: LadderChoice, change?: ServedChange) => Promise<Report>
  readonly close: () => Promise<void>
}

export async function openServedDoctor(): Promise<ServedDoctor> {
  const database = await createDatabase('jhe_0045')
  const state = await createDatabase('blank')
  const role = `reader_${randomBytes(6).toString('hex')}`
  await database.sql(roleScript(role))
  const databaseUrl = database.url.replace('//postgres@', `//${role}:canary-password@`)
  const home = await mkdtemp(join(tmpdir(), 'jhe-mcp-served-doctor-'))
  const world = await openServedWorld({
    databaseUrl,
    stateUrl: state.url,
    env: { JHE_REQUIRE_SAFE_ROLE: 'on', JHE_CLIENTS: 'registered' },
  })
  const env = {
    HOME: home,
    USERPROFILE: home,
    JHE_LISTEN: `127.0.0.1:${world.publicPort}`,
    JHE_INTERNAL_LISTEN: '127.0.0.1:0',
    JHE_PEER_URL: 'http://127.0.0.1:8002',
    ...world.env,
  }
  return {
    world,
    env,
    home,
    databaseUrl,
    stateUrl: state.url,
    stateSql: state.sql,
    look: async (choice, { env: more = {}, runtime: other = {}, flags = {}, parts = {} } = {}) => {
      const runtime = { ...testRuntime(home, { ...env, ...more }), ...other }
      return await diagnose(runtime, flags, {
        settings: {},
        parts,
        ...(await ladderOf(choice, runtime)),
      })
    },
    close: async () => {
      await world.close()
      await database.sql(`drop owned by ${role}`)
      await database.sql(`drop role ${role}`)
      await database.drop()
      await state.drop()
      await rm(home, { recursive: true, force: true })
    },
  }
}
