import { createHash } from 'node:crypto'
import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { z } from 'zod'

import { createStoreResolver } from '../../auth/store/store-resolver.js'
import type { StoreResolver } from '../../auth/store/session-store.js'
import { createTokenFile } from '../../auth/store/token-file.js'
import { diskOf } from '../../files/disk.js'
import { removeFile } from '../../files/replace-file.js'
import type { Keeping } from '../account/remote-parts.js'
import { serverRecord } from '../account/remote-session.js'
import { serverPlace } from '../account/server-place.js'
import type { ServerUrl } from '../server-url.js'
import type { Seen, SeenStore } from './seen-store.js'

/** Of the text that is kept; what is longer is not. */
const maxBytes = 262_144
/** Of its file: sealed text is a third longer, and the rest is short. */
const maxFileBytes = 2 * maxBytes

const seenSchema = z.object({
  server: z.string(),
  results: z.record(z.string(), z.record(z.string(), z.unknown())),
  fingerprint: z.string().optional(),
})

type SeenRecord = z.output<typeof seenSchema>

const nameOf = (href: string): string =>
  `seen-${createHash('sha256').update(href).digest('hex').slice(0, 16)}.json`

const openStores = (
  server: ServerUrl,
  { dir, mode, keychain, machine }: Keeping,
  now: () => Date,
): StoreResolver<SeenRecord> => {
  const place = serverPlace(server)
  // what is kept only makes the next start better: trouble with it is no news for the person
  const warn = (): void => undefined
  const file = createTokenFile({
    dir,
    machine,
    now,
    warn,
    name: nameOf(server.href),
    maxBytes: maxFileBytes,
  })
  const kind = {
    ...serverRecord('seen', server, place),
    schema: seenSchema,
    isOwn: (seen: SeenRecord): boolean => seen.server === server.href,
    isSame: (one: SeenRecord, other: SeenRecord): boolean => one === other,
  }
  return createStoreResolver({ mode, kind, file, keychain, warn })
}

/** A file that nothing here has written would never be replaced, as it is not read. */
const removeOverlong = async (path: string): Promise<void> => {
  const size = await diskOf(dirname(path))
    .run(path, async () => await lstat(path))
    .then((stats) => stats.size)
    .catch(() => 0)
  if (size > maxFileBytes) await removeFile(path)
}

/** Runs work whose failure changes nothing. */
const quietly = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work()
  } catch {
    return undefined
  }
}

/** What a server answered last, in a file of its own beside the session and sealed like it. */
export function createSealedSeenStore(
  server: ServerUrl,
  keeping: Keeping,
  now: () => Date,
): SeenStore {
  const stores = openStores(server, keeping, now)

  const write = async ({ results, fingerprint }: Seen): Promise<void> => {
    const record = {
      server: server.href,
      results: { ...results },
      ...(fingerprint !== undefined && { fingerprint }),
    }
    const text = JSON.stringify(record)
    if (Buffer.byteLength(text) > maxBytes) return
    await removeOverlong(join(keeping.dir, nameOf(server.href)))
    const { store, session: before } = await stores.read()
    if (JSON.stringify(before) === text) return
    const target = before === undefined ? (await stores.choose()).store : store
    await target.write(record)
  }

  return {
    read: async () => {
      const record = await quietly(async () => (await stores.read()).session)
      return record && { results: record.results, fingerprint: record.fingerprint }
    },
    write: async (seen) => {
      await quietly(async () => {
        await write(seen)
      })
    },
    forget: async () => {
      await quietly(async () => {
        await (await stores.current()).clear()
      })
    },
  }
}
