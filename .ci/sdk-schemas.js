import { readFileSync } from 'node:fs'

/**
 * The MCP SDK builds every schema of the protocol at its start, 1,800 of them, of which a session
 * uses a few dozen. Here each is built by its first use instead, and those that nothing uses are
 * left out. The schemas themselves stay as they are.
 */
const compiledSdk = /@modelcontextprotocol[\\/](server|client)[\\/]dist[\\/]src-[\w-]+\.mjs$/
const coreModule = /@modelcontextprotocol[\\/]core[\\/]/
const coreSchemas = /@modelcontextprotocol[\\/]core[\\/]dist[\\/](schemas|auth)-[\w-]+\.mjs/

/** Functions that build all schemas of a revision of the protocol, or a table of them. */
const builders = /^(build(\$\d+)?|registryMaps)$/

const helpers = `
const madeOnce = (make) => { let made; return () => (made ??= make()) };
const tableOf = (makers) => {
	const table = {};
	for (const [name, make] of Object.entries(makers)) {
		const get = madeOnce(make);
		Object.defineProperty(table, name, { enumerable: true, get });
	}
	return table;
};
`

const isNode = (value) => typeof value?.type === 'string'

/** The parts of a node that are read, each with what it is part of; names of properties are not. */
const partsOf = (node) =>
  Object.entries(node).flatMap(([key, value]) => {
    const isName =
      (node.type === 'Property' && key === 'key' && !node.computed) ||
      (node.type === 'MemberExpression' && key === 'property' && !node.computed)
    return isName ? [] : [value].flat().filter(isNode)
  })

/** Text put between the characters of a module; what is put in one place stays in its order. */
const insertions = () => {
  const put = []
  return {
    put: (at, text) => put.push({ at, text }),
    into: (code) => {
      const sorted = put.toSorted((a, b) => a.at - b.at)
      const pieces = sorted.map(({ at, text }, i) => code.slice(sorted[i - 1]?.at ?? 0, at) + text)
      return [...pieces, code.slice(sorted.at(-1)?.at ?? 0)].join('')
    },
  }
}

const isTable = (node) =>
  node?.type === 'ObjectExpression' && node.properties.every(({ type }) => type === 'Property')

const constantsOf = ({ body: { body } }) =>
  body
    .filter(({ type, kind }) => type === 'VariableDeclaration' && kind === 'const')
    .flatMap(({ declarations }) => declarations)
    .filter(({ init }) => init.type === 'CallExpression' || init.type === 'ObjectExpression')

/** Makes the constants of a function, and what its tables hold, by their first use. */
const lazily = (builder, { put }) => {
  const constants = constantsOf(builder)
  const names = new Set(constants.map(({ id }) => id.name))
  const inits = new Set(constants.map(({ init }) => init))

  const readTable = (node) => {
    put(node.start, 'tableOf(')
    for (const { value, shorthand, key } of node.properties) {
      put(value.start, shorthand ? `${key.name}: () => (` : '() => (')
      if (shorthand) put(value.end, names.has(key.name) ? '()' : '')
      else read(value)
      put(value.end, ')')
    }
    put(node.end, ')')
  }
  const readParts = (node) => {
    if (node.type === 'Identifier') {
      if (names.has(node.name)) put(node.end, '()')
      return
    }
    for (const part of partsOf(node)) read(part, node)
  }
  const read = (node, parent) => {
    if (inits.has(node)) put(node.start, 'madeOnce(() => (')
    const isOwn = inits.has(node) || parent?.type === 'ReturnStatement'
    const isInMaps = builder.id.name === 'registryMaps' && parent?.type !== 'AssignmentExpression'
    if (isTable(node) && (isOwn || isInMaps)) readTable(node)
    else if (node.type === 'VariableDeclarator')
      [node.init ?? []].flat().forEach((init) => read(init, node))
    else readParts(node)
    if (inits.has(node)) put(node.end, '))')
  }
  for (const statement of builder.body.body) read(statement, builder)
}

/** Says of the constants of a module that making them does nothing else, so that they may be left out. */
const mayBeLeftOut = (program, { put }) => {
  for (const { type, declarations = [] } of program.body) {
    if (type !== 'VariableDeclaration') continue
    for (const { init } of declarations) {
      if (init?.type !== 'CallExpression') continue
      put(init.start, '/* @__PURE__ */ made(() => ')
      put(init.end, ')')
    }
  }
}

const typeTable = /\n(const _specTypeSchemas = \{\};[\s\S]*?const isSpecType = [^;]+;\n)/

/** The same of the table of all types, which no server reads. */
const withoutTypeTable = (code) =>
  code.replace(
    typeTable,
    `
function specTypes(named) {
$1
	return { specTypeSchemas, isSpecType }[named];
}
const specTypeSchemas = /* @__PURE__ */ specTypes('specTypeSchemas');
const isSpecType = /* @__PURE__ */ specTypes('isSpecType');
`,
  )

const transformSdk = (code, parse) => {
  const found = parse(code).body.filter(
    ({ type, id }) => type === 'FunctionDeclaration' && builders.test(id.name),
  )
  if (found.length !== 3 || !typeTable.test(code))
    throw new Error('The schemas of the MCP SDK are not where .ci/sdk-schemas.js looks for them.')
  const edits = insertions()
  for (const builder of found) lazily(builder, edits)
  return withoutTypeTable(edits.into(code)) + helpers
}

const transformCore = (code, parse) => {
  const edits = insertions()
  mayBeLeftOut(parse(code), edits)
  return `${edits.into(code)}\nfunction made(make) { return make() }`
}

/** The half for clients has these schemas for itself: a server would keep what only a client uses. */
const ofClient = '?client'
const isOfClient = (importer = '') =>
  importer.endsWith(ofClient) || /@modelcontextprotocol[\\/]client[\\/]/.test(importer)

export const sdkSchemas = {
  name: 'sdk-schemas',
  async resolveId(source, importer) {
    const isCore = source.startsWith('@modelcontextprotocol/core') || importer?.endsWith(ofClient)
    if (!isCore || !isOfClient(importer)) return null
    const { id } = await this.resolve(source, importer.replace(ofClient, ''), { skipSelf: true })
    return coreModule.test(id) ? `${id}${ofClient}` : id
  },
  load: (id) =>
    id.endsWith(ofClient) ? readFileSync(id.slice(0, -ofClient.length), 'utf8') : null,
  transform(code, id) {
    const parse = (text) => this.parse(text)
    if (compiledSdk.test(id)) return transformSdk(code, parse)
    return coreSchemas.test(id) ? transformCore(code, parse) : null
  },
}
