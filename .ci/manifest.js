const asked = {
  server_url: {
    env: 'JHE_SERVER_URL',
    type: 'string',
    title: 'Address of the server',
    description:
      'Where your organisation serves jhe-mcp, like https://mcp.example.org/mcp; then nothing else is needed here. Leave it empty to read the database from this computer, for which the next three belong together',
    default: '',
    required: false,
  },
  base_url: {
    env: 'JHE_BASE_URL',
    type: 'string',
    title: 'Address of JHE',
    description:
      'Without a server: where you open JupyterHealth Exchange in your browser, like https://jhe.example.org',
    default: '',
    required: false,
  },
  client_id: {
    env: 'JHE_CLIENT_ID',
    type: 'string',
    title: 'OAuth client id',
    description:
      'Without a server: the public client that your JHE administrator registered for jhe-mcp',
    default: '',
    required: false,
  },
  db_conn: {
    env: 'JHE_DB_CONN',
    type: 'string',
    title: 'Database address',
    description:
      'Without a server: from your JHE administrator, like postgresql://reader:password@db.example.org:5432/jhe; it is kept as a secret',
    sensitive: true,
    required: false,
  },
  redirect_uri: {
    env: 'JHE_REDIRECT_URI',
    type: 'string',
    title: 'Redirect address',
    description: 'As registered in JHE, to the letter; with a server, any of this computer',
    default: 'http://localhost:8765/callback',
    required: false,
  },
  require_safe_role: {
    env: 'JHE_REQUIRE_SAFE_ROLE',
    type: 'boolean',
    title: 'Refuse a database role that can do more than read',
    description:
      'Without a server: then a database address that could also write is not used at all',
    default: false,
    required: false,
  },
}

/**
 * The manifest of the MCP bundle (MCPB 0.3): how a host starts the server, and what it asks the
 * person for beforehand. Every other setting keeps its default.
 * @param {{ name: string, version: string, description: string, license: string, keywords: string[], engines: { node: string } }} own package.json
 * @param {readonly { name: string, description: string }[]} tools
 * @param {readonly NodeJS.Platform[]} platforms that the bundle has a keychain for
 */
export const manifestOf = (own, tools, platforms) => ({
  manifest_version: '0.3',
  name: own.name,
  display_name: 'JupyterHealth Exchange',
  version: own.version,
  description: own.description,
  long_description:
    'Signs you in at JHE in your own browser and answers questions about the studies, patients and observations that JHE shows you. It only reads, and leaves out what patients have not agreed to share. What a tool answers is sent to the model of your host.',
  author: { name: 'the jhe-mcp authors' },
  license: own.license,
  keywords: own.keywords,
  server: {
    type: 'node',
    entry_point: 'bin/jhe-mcp.js',
    mcp_config: {
      command: 'node',
      args: ['${__dirname}/bin/jhe-mcp.js'],
      env: Object.fromEntries(
        Object.entries(asked).map(([key, { env }]) => [env, `\${user_config.${key}}`]),
      ),
    },
  },
  tools,
  compatibility: { platforms, runtimes: { node: own.engines.node } },
  user_config: Object.fromEntries(
    Object.entries(asked).map(([key, { env: _env, ...field }]) => [key, field]),
  ),
})
