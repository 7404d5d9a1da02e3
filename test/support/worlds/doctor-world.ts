import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { ContextParts } from '../../../src/doctor/context.js'
import { diagnose, type DoctorFlags } from '../../../src/doctor/doctor-command.js'
import type { Report } from '../../../src/doctor/report.js'
import { roleScript } from '../../../src/sql-scripts/role-script.js'
import type { Runtime } from '../../../src/app/runtime.js'
import { createDatabase, type TestDatabase } from '../database/database.js'
import { bin } from '../clients/mcp-clients.js'
import { startIssuer, type Issuer } from '../issuer/issuer.js'
import { ask, freePort } from '../loopback.js'
import { createBrowserStub, startBin } from '../processes/spawn-bin.js'
import { testRuntime } from './test-runtime.js'
import { people } from './jhe/people.js'

/** How a run differs from that of a set-up in which all is well. */
export interface Change {
  readonly env?: Readonly<Record<string, string>>
  readonly runtime?: Partial<Runtime>
  readonly flags?: DoctorFlags
  readonly settings?: Readonly<Record<string, unknown>>
  readonly parts?: Partial<ContextParts>
}

/** A fresh, correct set-up: a role made by the script, an issuer, somebody signed in. */
export interface DoctorWorld {
  readonly database: TestDatabase
  readonly role: string
  readonly issuer: Issuer
  readonly port: number
  readonly home: string
  readonly tokenDir: string
  readonly env: Readonly<Record<string, string>>
  /** What of the issuer's discovery document is to be changed from now on. */
  discovery: (document: Record<string, unknown>) => Record<string, unknown>
  /** The process as the command sees it. */
  readonly runtime: (change?: Change) => Runtime
  readonly diagnose: (change?: Change) => Promise<Report>
  readonly close: () => Promise<void>
}

const signIn = async (env: Readonly<Record<string, string>>, issuer: Issuer, subject: number) => {
  const login = startBin(['login', '--no-browser'], env)
  const address = await login.said(/^http:\S+\/authorize\/\S+$/)
  await ask((await issuer.signIn(address, subject)).href)
  if ((await login.exit) !== 0) throw new Error(login.stderr())
}

const findings = (report: Report, status: (status: string) => boolean): readonly string[] =>
  report.checks.filter((check) => status(check.status)).map(({ id }) => id)

/** The checks that did not pass; those that were not run are not among them. */
export const troubled = (report: Report): readonly string[] =>
  findings(report, (status) => !['pass', 'skip'].includes(status))

export async function openDoctorWorld(): Promise<DoctorWorld> {
  const database = await createDatabase('jhe_0045')
  const role = `reader_${randomBytes(6).toString('hex')}`
  await database.sql(roleScript(role))
  const port = await freePort()
  const redirect = `http://localhost:${port}/callback`
  const { userId: subject } = people.coordinator
  const email = 'canary-person@example.org'
  const change = { discovery: (document: Record<string, unknown>) => document }
  const issuer = await startIssuer({
    people: [{ subject, email }],
    redirectUris: [redirect],
    discovery: (document) => change.discovery(document),
  })
  const home = await mkdtemp(join(tmpdir(), 'jhe-mcp-doctor-'))
  const browser = await createBrowserStub(home)
  const env = {
    HOME: home,
    USERPROFILE: home,
    BROWSER: browser.path,
    JHE_BASE_URL: issuer.baseUrl,
    JHE_CLIENT_ID: issuer.clientId,
    JHE_DB_CONN: database.url.replace('//postgres@', `//${role}:canary-password@`),
    JHE_REDIRECT_URI: redirect,
    JHE_SCOPES: 'openid email',
    JHE_TOKEN_STORE: 'file',
  }
  await signIn(env, issuer, subject)
  await mkdir(join(home, '.cursor'))
  const server = { command: process.execPath, args: [bin], env: { JHE_DB_CONN: env.JHE_DB_CONN } }
  const hostFile = JSON.stringify({ mcpServers: { jhe: server } })
  await writeFile(join(home, '.cursor', 'mcp.json'), hostFile, { mode: 0o600 })
  const runtime = ({ env: more = {}, runtime: other = {} }: Change = {}): Runtime => ({
    ...testRuntime(home, { ...env, ...more }),
    ...other,
  })
  return Object.assign(change, {
    database,
    role,
    issuer,
    port,
    home,
    tokenDir: join(home, '.jhe_mcp'),
    env,
    runtime,
    diagnose: async ({ flags = {}, settings = {}, parts = {}, ...rest }: Change = {}) =>
      await diagnose(runtime(rest), flags, { settings, parts }),
    close: async () => {
      await issuer.close()
      await database.sql(`drop owned by ${role}`)
      await database.sql(`drop role ${role}`)
      await database.drop()
      await rm(home, { recursive: true, force: true })
    },
  })
}
