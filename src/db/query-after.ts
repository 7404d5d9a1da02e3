import pg from 'pg'

/**
 * Sends two statements as one implicit transaction and one round trip: both go out before the one
 * Sync that ends it (PostgreSQL protocol, "Pipelining"), so what the first sets for its
 * transaction holds for the second, and a pooler cannot part them. Unnamed, since the next one may
 * reach another backend.
 * @param first answers with exactly one row
 * @returns the rows of the second
 */
export async function queryAfter<Row extends pg.QueryResultRow>(
  client: pg.PoolClient,
  first: { readonly text: string; readonly values: readonly string[] },
  second: { readonly text: string; readonly values: readonly unknown[] },
): Promise<Row[]> {
  return await new Promise((resolve, reject) => {
    const rows: Row[] = []
    const config = { text: second.text, values: [...second.values], queryMode: 'extended' }
    const query = new pg.Query<Row>(config, (error) => {
      if (error instanceof Error) reject(error)
      else resolve(rows.slice(1))
    })
    query.on('row', (row) => {
      rows.push(row)
    })
    const submit = query.submit.bind(query)
    query.submit = (connection) => {
      connection.stream.cork()
      try {
        connection.parse({ name: '', text: first.text, types: [] }, true)
        connection.bind({ values: [...first.values] }, true)
        connection.describe({ type: 'P', name: '' }, true)
        connection.execute({ portal: '' }, true)
        submit(connection)
      } finally {
        connection.stream.uncork()
      }
    }
    client.query(query)
  })
}
