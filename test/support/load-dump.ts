import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { gunzipSync } from 'node:zlib'

import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** A statement of a plain dump, with the rows that follow a COPY. */
interface Part {
  readonly sql: string
  readonly rows?: string
}

const partsOf = (dump: string): readonly Part[] => {
  const parts: Part[] = []
  let rest = dump.replace(/^(--.*|\\.*|)\n/gm, (line) => (line.startsWith('\\.') ? line : ''))
  while (rest.trim() !== '') {
    const end = rest.indexOf(';\n')
    const sql = rest.slice(0, end === -1 ? rest.length : end + 1).trim()
    rest = end === -1 ? '' : rest.slice(end + 2)
    if (/^COPY .* FROM stdin;$/.test(sql)) {
      const stop = rest.startsWith('\\.\n') ? 0 : rest.indexOf('\n\\.\n') + 1
      parts.push({ sql: sql.slice(0, -1), rows: rest.slice(0, stop) })
      rest = rest.slice(stop + 3)
    } else {
      parts.push({ sql })
    }
  }
  return parts
}

const missingKeyTarget = '23503'

/**
 * Restores a plain `pg_dump`, gzipped or not, without psql. Foreign keys to tables that the dump
 * left empty are passed over, as psql does: they do not matter to a reader.
 */
export async function loadDump(client: pg.Client, path: string): Promise<void> {
  const bytes = readFileSync(path)
  const dump = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  for (const { sql, rows } of partsOf(dump)) {
    if (rows !== undefined) {
      await pipeline(Readable.from([rows]), client.query(copyFrom(sql)))
      continue
    }
    try {
      await client.query(sql)
    } catch (thrown) {
      if (!(thrown instanceof Error) || Reflect.get(thrown, 'code') !== missingKeyTarget) throw thrown
    }
  }
  await client.query('reset all')
  await client.query('analyze')
}
