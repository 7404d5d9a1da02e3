import type pg from 'pg'

import { schemaAt } from './jhe/migrations.js'
import { loadDump } from './load-dump.js'
import { realFile } from './real-jhe.js'
import { seedWorld } from './world/seed.js'

/**
 * What a test database can start from: nothing, JHE's tables without rows at a migration of
 * `core` (four digits, 0011 to 0045), the invented world on either end of that history, or a
 * restored real dump.
 */
export type Template =
  'blank' | `empty_${string}` | 'jhe_0011' | 'jhe_0045' | 'dump_0011' | 'dump_0045'

/** Fills an empty database. */
export async function fillTemplate(client: pg.Client, template: Template): Promise<void> {
  const [kind, migration = ''] = template.split('_')
  if (kind === 'dump') await loadDump(client, realFile(`jhe-${migration}.sql.gz`))
  else if (kind === 'jhe') await seedWorld(client, migration === '0011' ? '0011' : '0045')
  else if (kind !== 'blank') await client.query(schemaAt(migration))
}
