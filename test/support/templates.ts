import type pg from 'pg'

import { loadDump } from './load-dump.js'
import { realFile } from './real-jhe.js'

/**
 * What a test database can start from: nothing, or a restored real dump.
 */
export type Template = 'blank' | 'dump_0011' | 'dump_0045'

/** Fills an empty database. */
export async function fillTemplate(client: pg.Client, template: Template): Promise<void> {
  if (template === 'blank') return
  await loadDump(client, realFile(`${template.replace('dump_', 'jhe-')}.sql.gz`))
}
