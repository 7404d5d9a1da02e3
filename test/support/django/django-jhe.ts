import { spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { z } from 'zod'

const program = fileURLToPath(new URL('provider.py', import.meta.url))

/** A Python with django-oauth-toolkit, as Debian's `python3-django-oauth-toolkit` gives it. */
const python = process.env['JHE_TEST_PYTHON'] ?? '/usr/bin/python3'

/** Whether this machine has what JHE's sign-in is made of. A run that sets CI is to have it. */
export const hasDjango =
  (process.env['CI'] ?? '') !== '' ||
  spawnSync(python, ['-c', 'import django, oauth2_provider']).status === 0

export interface DjangoOptions {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** `core_jheuser.id` of everybody who can sign in; the password is the number. */
  readonly people: readonly number[]
}

/** JHE's OAuth server, of the software that JHE uses. */
export interface DjangoJhe {
  /** Without `/o`. */
  readonly baseUrl: string
  readonly versions: { readonly django: string; readonly toolkit: string }
  /** An access token that another client of JHE holds. */
  issueToken(person: number, token: string, scope: string): Promise<void>
  setActive(person: number, active: boolean): Promise<void>
  /** How many refresh tokens of a person still work, and how many were used. */
  refreshTokens(person: number): Promise<{ readonly live: number; readonly spent: number }>
  close(): Promise<void>
}

const begun = z.object({
  port: z.int(),
  versions: z.object({ django: z.string(), toolkit: z.string() }),
})
const counted = z.object({ live: z.int(), spent: z.int() })

/** @throws Error where it cannot start */
export async function startDjangoJhe(options: DjangoOptions): Promise<DjangoJhe> {
  const folder = await mkdtemp(join(tmpdir(), 'jhe-mcp-django-'))
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const given = {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    folder,
    client_id: options.clientId,
    client_secret: options.clientSecret,
    redirect_uri: options.redirectUri,
    people: options.people,
  }
  const child = spawn(python, [program, JSON.stringify(given)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async (): Promise<unknown> => {
    const line: IteratorResult<unknown> = await lines.next()
    if (line.done === true) throw new Error('django-oauth-toolkit has ended')
    return JSON.parse(String(line.value))
  }
  const { port, versions } = begun.parse(await read())
  const ask = async (command: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(command)}\n`)
    return await read()
  }
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    versions,
    issueToken: async (person, token, scope) => {
      await ask({ do: 'token', person, token, scope })
    },
    setActive: async (person, active) => {
      await ask({ do: 'activity', person, active })
    },
    refreshTokens: async (person) => counted.parse(await ask({ do: 'refresh_tokens', person })),
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
