import type pg from 'pg'

import { loadDump } from './load-dump.js'
import { realFile } from './real-jhe.js'

/** What a test database can start from. */
export const templates = {
  blank: async () => {
    await Promise.resolve()
  },
  dump_0011: async (client: pg.Client) => {
    await loadDump(client, realFile('jhe-0011.sql.gz'))
  },
  dump_0045: async (client: pg.Client) => {
    await loadDump(client, realFile('jhe-0045.sql.gz'))
  },
} as const satisfies Readonly<Record<string, (client: pg.Client) => Promise<void>>>

export type Template = keyof typeof templates
