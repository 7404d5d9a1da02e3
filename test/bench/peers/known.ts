import { peerSchema, type Peer, type PeerCall } from './peer.js'

/** A server from the npm registry. */
export interface KnownPeer {
  readonly package: string
  readonly version: string
  readonly peer: Peer
}

const both = (call: Omit<PeerCall, 'contains'>) => ({
  list_studies: call,
  'get_patient_observations, latest 10': call,
})

/** JSON is YAML too. */
const toolbox = {
  sources: {
    db: {
      kind: 'postgres',
      host: '127.0.0.1',
      port: '{port}',
      user: '{user}',
      password: 'none',
      database: '{name}',
    },
  },
  tools: { query: { kind: 'postgres-execute-sql', source: 'db', description: 'Runs SQL.' } },
}

const dbhub = {
  args: [
    '{folder}/node_modules/@bytebase/dbhub/dist/index.js',
    '--transport',
    'stdio',
    '--dsn',
    '{database}',
  ],
  calls: both({ tool: 'execute_sql', arguments: { sql: '{sql}' } }),
  goals: { firstReplyAtMost: 0.5 },
}

const serverPostgres = {
  args: ['{folder}/node_modules/@modelcontextprotocol/server-postgres/dist/index.js', '{database}'],
  calls: both({ tool: 'query', arguments: { sql: '{sql}' } }),
  goals: { firstReplyAtMost: 1 },
}

/** All its calls share a connection, which each closes when it is done. */
const henkey = {
  args: [
    '{folder}/node_modules/@henkey/postgres-mcp-server/build/index.js',
    '--connection-string',
    '{database}',
  ],
  calls: both({ tool: 'pg_execute_query', arguments: { operation: 'select', query: '{sql}' } }),
  oneAtATime: true,
}

const goToolbox = {
  command: `{folder}/node_modules/@toolbox-sdk/server-${process.platform}-${process.arch}/bin/toolbox`,
  args: ['--stdio', '--config', '{folder}/tools.yaml', '--disable-version-check'],
  files: { 'tools.yaml': JSON.stringify(toolbox) },
  calls: both({ tool: 'query', arguments: { sql: '{sql}' } }),
}

/**
 * Servers that give a model SQL on PostgreSQL, at the versions that goals are about.
 * @param node major version of Node that they run on
 */
export function knownPeers(node: number): readonly KnownPeer[] {
  return [
    {
      package: '@bytebase/dbhub',
      version: node < 22 ? '0.21.2' : '1.4.0',
      peer: peerSchema.parse(dbhub),
    },
    {
      package: '@modelcontextprotocol/server-postgres',
      version: '0.6.2',
      peer: peerSchema.parse(serverPostgres),
    },
    {
      package: '@henkey/postgres-mcp-server',
      version: '1.0.7',
      peer: peerSchema.parse(henkey),
    },
    { package: '@toolbox-sdk/server', version: '1.12.0', peer: peerSchema.parse(goToolbox) },
  ]
}
