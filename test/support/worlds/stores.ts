import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Keychain, KeychainAnswer } from '../../../src/auth/store/keychain.js'
import type { Machine } from '../../../src/files/machine.js'
import type { StoreResolver } from '../../../src/auth/store/session-store.js'
import { createStoreResolver } from '../../../src/auth/store/store-resolver.js'
import { sessionKind } from '../../../src/auth/session/session-kind.js'
import type { Session, SessionOwner } from '../../../src/auth/session/session.js'
import { createTokenFile } from '../../../src/auth/store/token-file.js'

/** The real facts of this process. */
export const testMachine: Machine = {
  platform: process.platform,
  pid: process.pid,
  uid: process.geteuid?.(),
  hostname: hostname(),
  isAlive: (pid) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  },
}

/** A folder of its own for each caller; `await using` or `remove()` takes it away. */
export interface TestFolder extends AsyncDisposable {
  readonly path: string
}

export async function createTestFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'jhe-mcp-test-'))
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, { recursive: true, force: true })
    },
  }
}

/** A keychain with the manners of real ones: small values only, locked, or not there. */
export class ScriptedKeychain implements Keychain {
  readonly values = new Map<string, string>()
  readonly calls: string[] = []
  state: 'usable' | 'locked' | 'looks-empty' | 'unavailable' = 'usable'

  async get(account: string): Promise<KeychainAnswer> {
    this.calls.push('get')
    if (this.state === 'locked' || this.state === 'unavailable')
      return await Promise.resolve({ outcome: this.state })
    const value = this.state === 'looks-empty' ? undefined : this.values.get(account)
    return value === undefined ? { outcome: 'absent' } : { outcome: 'value', value }
  }

  async set(account: string, value: string): Promise<'stored' | 'locked' | 'unavailable'> {
    this.calls.push('set')
    if (this.state !== 'usable') return await Promise.resolve(this.refusal())
    if (value.length > 1280) throw new Error('stub received bad data')
    this.values.set(account, value)
    return 'stored'
  }

  async delete(account: string): Promise<'deleted' | 'absent' | 'locked' | 'unavailable'> {
    this.calls.push('delete')
    if (this.state !== 'usable') return await Promise.resolve(this.refusal())
    return this.values.delete(account) ? 'deleted' : 'absent'
  }

  async probe(): Promise<'usable' | 'locked' | 'unavailable'> {
    this.calls.push('probe')
    return await Promise.resolve(this.state === 'usable' ? 'usable' : this.refusal())
  }

  private refusal(): 'locked' | 'unavailable' {
    return this.state === 'locked' ? 'locked' : 'unavailable'
  }
}

export interface TestStoresOptions {
  readonly dir: string
  readonly owner: SessionOwner
  readonly mode?: 'auto' | 'keychain' | 'file'
  readonly keychain?: Keychain
  readonly machine?: Machine
  readonly warnings?: string[]
}

/** The real stores on a test folder; a file store with no keychain unless told otherwise. */
export function createTestStores(options: TestStoresOptions): StoreResolver {
  const { dir, owner, mode = 'file', machine = testMachine } = options
  const warn = (line: string): void => {
    options.warnings?.push(line)
  }
  const keychain = options.keychain ?? new ScriptedKeychain()
  const file = createTokenFile({ dir, machine, warn, now: () => new Date() })
  return createStoreResolver({ mode, kind: sessionKind(owner), file, keychain, warn })
}

/** Leaves a session in `dir` as `jhe-mcp login` with the file store would. */
export async function writeTestSession(dir: string, session: Session): Promise<void> {
  const owner = { issuer: session.issuer, clientId: session.client_id }
  const { store } = await createTestStores({ dir, owner }).choose()
  await store.write(session)
}
