import type pg from 'pg'

import { schemaAt } from './jhe-schema/schema-at.js'
import { loadDump } from './load-dump.js'
import { realFile } from './real-jhe.js'

/**
 * What a test database can start from: nothing, JHE's tables without rows at a migration of
 * `core` (four digits, 0011 to 0045), or a restored real dump.
 */
export type Template = 'blank' | `empty_${string}` | 'dump_0011' | 'dump_0045'

/** Fills an empty database. */
export async function fillTemplate(client: pg.Client, template: Template): Promise<void> {
  const [kind, migration = ''] = template.split('_')
  if (kind === 'dump') await loadDump(client, realFile(`jhe-${migration}.sql.gz`))
  else if (kind !== 'blank') await client.query(schemaAt(migration))
}
